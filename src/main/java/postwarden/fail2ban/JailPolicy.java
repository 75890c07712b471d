package postwarden.fail2ban;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** When a jail bans, how long, and whom not: fail2ban's options in the words of a rule file. */
final class JailPolicy {
    /** fail2ban's own defaults (jail.conf), where there is no jail or it does not say. */
    private static final int MAX_RETRY = 5;

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Function<String, Optional<String>> options;

    /**
     * @param options what the jail says
     */
    JailPolicy(Function<String, Optional<String>> options) {
        this.options = options;
    }

    void write(RuleFileText text) {
        text.line("maxRetry " + maxRetry(text));
        text.line("findTime " + TimeText.written(duration("findtime", text)));
        text.line("banTime " + TimeText.written(banTime(text)));
        if (options.apply("bantime.increment").filter(JailPolicy::isTrue).isPresent()) {
            text.look(
                    "fail2ban's bantime.increment made bans longer each time: see 'banTime' in"
                            + " docs/rules.md for what there is here.");
        }
        friends(text);
    }

    private int maxRetry(RuleFileText text) {
        String given = options.apply("maxretry").orElse(Integer.toString(MAX_RETRY)).strip();
        if (given.matches("[1-9][0-9]{0,5}")) {
            return Integer.parseInt(given);
        }
        text.look(
                "maxretry = "
                        + given
                        + " is no number from 1 on; "
                        + MAX_RETRY
                        + " is fail2ban's default.");
        return MAX_RETRY;
    }

    private Duration banTime(RuleFileText text) {
        String given = options.apply("bantime").orElse("").strip();
        if (given.startsWith("-")) {
            text.look(
                    "bantime = "
                            + given
                            + " was for ever. A ban ends here; this is as long as a ban by hand can be.");
            return LONGEST;
        }
        return duration("bantime", text);
    }

    private Duration duration(String option, RuleFileText text) {
        Optional<String> given = options.apply(option).map(String::strip);
        Optional<Duration> duration = given.flatMap(TimeText::parse);
        if (given.isPresent() && duration.isEmpty()) {
            text.look(
                    option
                            + " = "
                            + given.get()
                            + " is not understood; 10 minutes is fail2ban's default.");
        }
        return duration.orElse(TEN_MINUTES);
    }

    private void friends(RuleFileText text) {
        List<String> friends =
                options.apply("ignoreip").stream()
                        .flatMap(list -> Stream.of(list.split("[\\s,]+")))
                        .filter(friend -> !friend.isBlank())
                        .toList();
        if (!friends.isEmpty()) {
            text.look(
                    "fail2ban's ignoreip. Who is never banned, stands in postwarden.toml, for all jails:");
            text.line("//   [ignore]");
            text.line(
                    "//   addresses = ["
                            + String.join(
                                    ", ", friends.stream().map(each -> '"' + each + '"').toList())
                            + "]");
        }
        options.apply("ignorecommand")
                .filter(command -> !command.isBlank())
                .ifPresent(
                        command ->
                                text.look(
                                        "fail2ban asked a program whom to ignore, and that is not"
                                                + " done here: "
                                                + command));
    }

    private static boolean isTrue(String text) {
        return text.strip().matches("(?i)true|yes|on|1");
    }
}
