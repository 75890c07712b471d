package postwarden.cli;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Entry;
import postwarden.Jail;
import postwarden.cli.Recording.Recorded;
import postwarden.rules.CompiledBook;
import postwarden.rules.Readers;
import postwarden.rules.Rules;

/**
 * Writes a journal out of the recorded attack: Postfix's entries only, all their fields, of which
 * three in ten match a shipped rule. Arguments: a new directory, and how many entries.
 */
final class MakeJournal {
    private static final String UNIT = "postfix@-.service";
    private static final int MATCHING_OF_TEN = 3;
    private static final Pattern SOURCE_TIME =
            Pattern.compile("(?m)^(_SOURCE_REALTIME_TIMESTAMP=)[0-9]+");

    /** A busy mail server's pace. */
    private static final int MILLIS_APART = 40;


    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        CompiledBook book =
                new Rules(Readers.TOOLS, Optional.empty())
                        .load(List.of(Path.of("rules/postfix.groovy")));
        List<Recorded> matching = new ArrayList<>();
        List<Recorded> others = new ArrayList<>();
        for (Recorded entry : Recording.attack()) {
            if (field(entry, "_SYSTEMD_UNIT").equals(Optional.of(UNIT))) {
                (matches(book, entry) ? matching : others).add(entry);
            }
        }
        Process writer =
                new ProcessBuilder(
                                "/lib/systemd/systemd-journal-remote",
                                "--output=" + directory.resolve("bench.journal"),
                                "-")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        // fail2ban looks back for its findtime only.
        Instant time = Instant.now().minusMillis((long) MILLIS_APART * count);
        try (OutputStream out = new BufferedOutputStream(writer.getOutputStream(), 1 << 16)) {
            for (int i = 0; i < count; i++) {
                List<Recorded> from = i % 10 < MATCHING_OF_TEN ? matching : others;
                out.write(at(time, from.get(i % from.size())));
                time = time.plusMillis(MILLIS_APART);
            }
        }
        if (writer.waitFor() != 0) {
            throw new IllegalStateException("systemd-journal-remote failed");
        }
    }

    /** Also by the writer's own clock. */
    private static byte[] at(Instant time, Recorded entry) {
        String fields =
                SOURCE_TIME
                        .matcher(entry.fields())
                        .replaceFirst("$1" + ChronoUnit.MICROS.between(Instant.EPOCH, time));
        return new Recorded(time, fields).exported(time);
    }

    private static boolean matches(CompiledBook book, Recorded recorded) {
        Jail jail = book.jails().getFirst();
        Entry entry =
                new Entry(
                        "",
                        recorded.time(),
                        Optional.of(UNIT),
                        OptionalInt.empty(),
                        field(recorded, "SYSLOG_IDENTIFIER").orElse(""),
                        field(recorded, "MESSAGE").orElse(""));
        return book.match(jail, entry).isPresent();
    }

    private static Optional<String> field(Recorded entry, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + "=(.*)$").matcher(entry.fields());
        return found.find()
                ? Optional.of(
                        new String(
                                found.group(1).getBytes(StandardCharsets.ISO_8859_1),
                                StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private MakeJournal() {}
}
