package postwarden.daemon;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import postwarden.config.Settings;

/**
 * Which settings differ, by their names in the configuration.
 *
 * @param taken those that a running daemon takes up
 * @param restart the others
 */
record SettingsChange(List<String> taken, List<String> restart) {
    /** Whatever is not named here is believed to take a restart. */
    private static final Set<String> TAKEN =
            Set.of(
                    "journal.start",
                    "rules.directory",
                    "rules.enable",
                    "ledger.history",
                    "ignore.addresses",
                    "ignore.self",
                    "ignore.mynetworks",
                    "ignore.sessions");

    /**
     * @param start what the daemon started with, and so still has of those that take a restart
     */
    static SettingsChange between(Settings start, Settings before, Settings after) {
        List<String> restart = differing(start, after);
        restart.removeAll(TAKEN);
        List<String> taken = differing(before, after);
        taken.retainAll(TAKEN);
        return new SettingsChange(List.copyOf(taken), List.copyOf(restart));
    }

    /** Sections and keys are named in the record as in the file. */
    private static List<String> differing(Settings one, Settings other) {
        List<String> names = new ArrayList<>();
        for (RecordComponent section : Settings.class.getRecordComponents()) {
            Object left = value(section, one);
            Object right = value(section, other);
            for (RecordComponent key : section.getType().getRecordComponents()) {
                if (!value(key, left).equals(value(key, right))) {
                    names.add(section.getName() + "." + key.getName());
                }
            }
        }
        return names;
    }

    private static Object value(RecordComponent component, Object of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("settings are public records", impossible);
        }
    }
}
