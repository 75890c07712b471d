package postwarden.fail2ban;

import java.util.Locale;

/**
 * A jail of fail2ban's as a rule file.
 *
 * @param jail its name in fail2ban; the rule file's jail is named {@link #name}
 * @param filter with its parameters
 * @param text of the rule file
 */
public record ImportedJail(String jail, String filter, String text, Counts counts) {
    /** Of the jail in the rule file, and of the file: never one of those that are shipped. */
    public String name() {
        return name(jail);
    }

    static String name(String jail) {
        String plain = jail.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return "fail2ban-" + plain;
    }
}
