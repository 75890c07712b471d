package postwarden.control;

import java.util.List;
import postwarden.Refusal;

/**
 * What a reload changed.
 *
 * @param taken false: something is broken, and all stays as it was
 * @param settings names of those that have another value now
 * @param restart names of those that differ from what the daemon runs with, and take a restart
 * @param lifted how many bans of vanished jails were lifted
 * @param findings what is wrong, each with its place; of what was taken, the warnings
 * @param refused null when taken
 */
public record ReloadReply(
        boolean taken,
        Changes rules,
        Changes jails,
        List<String> settings,
        List<String> restart,
        int lifted,
        List<String> findings,
        Refusal.Kind refused) {
    /** Names. */
    public record Changes(List<String> added, List<String> removed, List<String> changed) {
        public static final Changes NONE = new Changes(List.of(), List.of(), List.of());
    }

    public static ReloadReply refused(
            Refusal.Kind kind, List<String> findings, List<String> restart) {
        return new ReloadReply(
                false, Changes.NONE, Changes.NONE, List.of(), restart, 0, findings, kind);
    }
}
