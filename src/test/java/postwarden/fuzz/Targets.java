package postwarden.fuzz;

import java.io.IOException;
import java.util.Locale;
import postwarden.AddressTarget;
import postwarden.config.SettingsTarget;
import postwarden.daemon.ControlTarget;
import postwarden.fail2ban.FilterTarget;
import postwarden.fail2ban.RegexTarget;
import postwarden.friends.MyNetworksTarget;
import postwarden.journal.JournalTarget;
import postwarden.journal.MailLogTarget;
import postwarden.rules.EntryTarget;
import postwarden.rules.PatternTarget;
import postwarden.rules.RuleFileTarget;
import postwarden.testing.FuzzTarget;

/** All that is fuzzed, by the name that {@code packaging/fuzz} takes. */
enum Targets {
    ADDRESS,
    CONTROL,
    ENTRY,
    FILTER,
    JOURNAL,
    MAILLOG,
    MYNETWORKS,
    PATTERN,
    REGEX,
    RULEFILE,
    SETTINGS;

    FuzzTarget open() throws IOException {
        return switch (this) {
            case ADDRESS -> new AddressTarget();
            case CONTROL -> new ControlTarget();
            case ENTRY -> new EntryTarget();
            case FILTER -> new FilterTarget();
            case JOURNAL -> new JournalTarget();
            case MAILLOG -> new MailLogTarget();
            case MYNETWORKS -> new MyNetworksTarget();
            case PATTERN -> new PatternTarget();
            case REGEX -> new RegexTarget();
            case RULEFILE -> new RuleFileTarget();
            case SETTINGS -> new SettingsTarget();
        };
    }

    static Targets named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
