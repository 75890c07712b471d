package postwarden.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postwarden.UnitGlob;
import postwarden.Watched;
import postwarden.friends.Postconf;
import postwarden.journal.Dropped;
import postwarden.journal.Journals;
import postwarden.journal.Source;

/**
 * What happens where the watch does not look, and blinds it: entries that journald drops, a Postfix
 * that logs to a file, or not at all. Looked for once a minute, on a thread of its own.
 */
final class Surroundings implements AutoCloseable {
    private static final long EVERY_MINUTES = 1;
    private static final Duration SILENCE = Duration.ofHours(6);

    /** To look for a last entry takes longer, in a journal of many files. */
    private static final int SILENCE_EVERY = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);

    private final Source source;
    private final Supplier<List<String>> logFiles;
    private final InstantSource clock;
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("surroundings").daemon().factory());

    private Optional<Warning> silence = Optional.empty();
    private int looks;
    private volatile Watched watched;
    private volatile Optional<Instant> heard = Optional.empty();
    private volatile List<Warning> warnings = List.of();

    /**
     * @param logFiles where Postfix's instances log to: one that logs as it should has an empty one
     */
    Surroundings(
            Source source, Watched watched, Supplier<List<String>> logFiles, InstantSource clock) {
        this.source = source;
        this.watched = watched;
        this.logFiles = logFiles;
        this.clock = clock;
    }

    /** What Postfix says of its instances; nothing if there is none, or no answer. */
    static List<String> logFiles() {
        return Postconf.find()
                .flatMap(postconf -> postconf.values("maillog_file"))
                .orElse(List.of());
    }

    void start() {
        ScheduledFuture<?> unused =
                looking.scheduleWithFixedDelay(
                        this::lookOrKeep, 0, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    void follow(Watched newWatched) {
        watched = newWatched;
    }

    /** An entry of a watched unit was read. For any thread. */
    void heard(Instant entry) {
        heard = Optional.of(entry);
    }

    /** For any thread. */
    List<Warning> warnings() {
        return warnings;
    }

    /** Looks once, on the calling thread: may take seconds. */
    void look() {
        Instant now = clock.instant();
        List<Warning> found = new ArrayList<>();
        Journals.dropped(source, watched, now.minus(Sight.REMEMBERED))
                .forEach(each -> found.add(warning(each)));
        logFiles.get().stream()
                .filter(file -> !file.isBlank())
                .forEach(file -> found.add(log(file)));
        // Not at once: after a boot Postfix starts when the guard is there.
        if (isHeard(now)) {
            silence = Optional.empty();
        } else if (looks % SILENCE_EVERY == 1) {
            silence = silence(now);
        }
        silence.ifPresent(found::add);
        looks++;
        warnings = List.copyOf(found);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private void lookOrKeep() {
        try {
            look();
        } catch (RuntimeException failed) {
            LOG.debug("surroundings: {}; what is known stays", failed.toString());
        }
    }

    private boolean isHeard(Instant now) {
        return heard.filter(entry -> entry.isAfter(now.minus(SILENCE))).isPresent();
    }

    private Optional<Warning> silence(Instant now) {
        Optional<Instant> newest = Journals.newest(source, watched);
        if (newest.isEmpty()) {
            return Optional.of(
                    new Warning(
                            "silence",
                            "the journal holds no entry of "
                                    + units()
                                    + ": is Postfix there, and does it log to the journal?"));
        }
        return newest.filter(entry -> !entry.isAfter(now.minus(SILENCE)))
                .map(
                        entry ->
                                new Warning(
                                        "silence",
                                        "no entry of "
                                                + units()
                                                + " since "
                                                + Reports.time(entry)));
    }

    private String units() {
        return watched.units().stream()
                .map(UnitGlob::text)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Warning warning(Dropped dropped) {
        return new Warning(
                "dropped " + dropped.unit(),
                "journald dropped "
                        + dropped.entries()
                        + " entries of "
                        + dropped.unit()
                        + " by its rate limit, the last before "
                        + Reports.time(dropped.time()));
    }

    private static Warning log(String file) {
        return new Warning(
                "maillog " + file,
                "Postfix logs to " + file + " (maillog_file), and not to the journal");
    }
}
