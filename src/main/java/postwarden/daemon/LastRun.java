package postwarden.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the run before this one came to its end: a file lies beside the ledger for as long as a
 * daemon runs, and is found by the next one if that was killed. To be opened by the ledger's owner.
 */
final class LastRun implements AutoCloseable {
    /** What the JVM says in its crash log's first lines. */
    private static final Pattern SIGNAL = Pattern.compile("(?m)^# +(SIG[A-Z]+) \\(");

    private static final Pattern PLACE =
            Pattern.compile("(?m)^# Problematic frame:\n# +C +\\[([^+\\]\n]+)");

    private static final int HEAD = 4096;
    private static final Logger LOG = LoggerFactory.getLogger(LastRun.class);

    private final Path mark;
    private final Optional<String> warning;

    private LastRun(Path mark, Optional<String> warning) {
        this.mark = mark;
        this.warning = warning;
    }

    static LastRun of(Path ledger) {
        Path mark = ledger.resolveSibling(ledger.getFileName() + ".running");
        Optional<String> warning = modified(mark).map(since -> sentence(ledger, since));
        warning.ifPresent(LOG::warn);
        try {
            Files.write(mark, new byte[0]);
        } catch (IOException unwritable) {
            LOG.warn("{}: cannot be written; a crash will not be noticed", mark);
        }
        return new LastRun(mark, warning);
    }

    /** What the JVM leaves behind, told so by {@code -XX:ErrorFile}. */
    static Path crashLog(Path ledger) {
        return ledger.resolveSibling("crash.log");
    }

    /** If it did not come to its end, why. */
    Optional<String> warning() {
        return warning;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(mark);
        } catch (IOException stays) {
            LOG.warn("{}: cannot be deleted; the next start will take this for a crash", mark);
        }
    }

    private static String sentence(Path ledger, Instant since) {
        Path log = crashLog(ledger);
        boolean isNew = modified(log).filter(made -> !made.isBefore(since)).isPresent();
        return "the run before this one, since "
                + Reports.time(since)
                + ", ended without a stop: "
                + (isNew ? cause(log) : "it was killed, or the machine stopped");
    }

    private static String cause(Path log) {
        String text = head(log);
        Matcher signal = SIGNAL.matcher(text);
        Matcher place = PLACE.matcher(text);
        String name = signal.find() ? signal.group(1) : "a crash";
        return name
                + (place.find() ? " in " + place.group(1) : "")
                + (name.equals("SIGBUS") ? ", a file cut short while it was read" : "")
                + " (see "
                + log
                + ")";
    }

    private static Optional<Instant> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static String head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
