package postwarden.control;

import java.util.List;

/**
 * What was banned or lifted.
 *
 * @param offenders as they are now kept
 * @param notes what the caller should know, such as that an address stood for its /64
 */
public record BanReply(List<String> offenders, List<String> notes) {}
