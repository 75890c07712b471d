package postwarden.daemon;

import java.time.Instant;
import java.util.Optional;
import postwarden.Journal;
import postwarden.Position;
import postwarden.Watched;
import postwarden.config.Settings;
import postwarden.journal.Journals;
import postwarden.journal.Source;
import postwarden.journal.Start;

/** Opens the journal to follow; again after a fault, and when what is watched changes. */
@FunctionalInterface
public interface JournalSource {
    /**
     * Goes on behind a position.
     *
     * @param since where to begin without a position
     */
    Journal open(Watched watched, Optional<Position> after, Instant since);

    /** The one that the settings name. */
    static JournalSource of(Settings.Journal settings) {
        Source source = source(settings);
        return (watched, after, since) ->
                Journals.live(
                        source,
                        watched,
                        after.<Start>map(Start.After::new).orElseGet(() -> new Start.Since(since)));
    }

    static Source source(Settings.Journal settings) {
        return settings.directory()
                .<Source>map(Source.Directory::new)
                .orElseGet(Source.ThisSystem::new);
    }
}
