package postwarden;

import java.time.Instant;

/** What an offender did in a jail up to then counts no more. */
public record Forgiveness(Offender offender, String jail, Instant time) {}
