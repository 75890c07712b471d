package postwarden.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Micros;
import postwarden.Watched;

/**
 * What a journal tells about itself. Each question opens the journal and closes it again, which
 * costs milliseconds, on any thread: nothing beside what is followed stays open.
 */
final class Inspection {
    /** SD_MESSAGE_JOURNAL_DROPPED in sd-messages(3). */
    private static final String DROPPED = "MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e";

    /** journald's own entries, which nobody else can write. */
    private static final String OWN = "_TRANSPORT=driver";

    /** journald-server.c; the field N_DROPPED came later than the text. */
    private static final Pattern TEXT =
            Pattern.compile("Suppressed (\\d{1,15}) messages from (.*)");

    private Inspection() {}

    static List<Dropped> dropped(Source source, Watched watched, Instant since) {
        Map<String, Dropped> all = new TreeMap<>();
        try (Handle handle = new Opener(source).another()) {
            handle.match(List.of(DROPPED, OWN));
            handle.seek(since);
            while (handle.next() > 0) {
                read(handle)
                        .filter(each -> watched.watches(each.unit()))
                        .ifPresent(each -> all.merge(each.unit(), each, Dropped::and));
            }
        }
        return List.copyOf(all.values());
    }

    /** By unit, whoever wrote it. */
    static Optional<Instant> newest(Source source, Watched watched) {
        try (Handle handle = new Opener(source).another()) {
            handle.match(Selection.history(watched, handle).matches());
            return handle.newest() ? time(handle) : Optional.empty();
        }
    }

    private static Optional<Dropped> read(Handle handle) {
        int found = handle.find(Field.MESSAGE);
        Matcher text = TEXT.matcher(found < 0 ? "" : handle.text(found));
        return text.matches()
                ? time(handle)
                        .map(at -> new Dropped(at, text.group(2), Long.parseLong(text.group(1))))
                : Optional.empty();
    }

    private static Optional<Instant> time(Handle handle) {
        OptionalLong time = handle.time();
        return time.isPresent() ? Optional.of(Micros.instant(time.getAsLong())) : Optional.empty();
    }
}
