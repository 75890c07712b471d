package postwarden.journal;

import static postwarden.testing.TestingEntry.OWNER;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Gap;
import postwarden.Journal;
import postwarden.Position;
import postwarden.Tally;
import postwarden.UnitGlob;
import postwarden.Watched;

/** What came out of a journal, batch by batch, until its tail. */
record Reading(List<Entry> entries, Optional<Position> end, Tally tally, List<Gap> gaps) {
    static final Instant NOON = Instant.parse("2025-11-24T12:00:00Z");

    /** More than any test writes: a journal that has no end is not waited for. */
    private static final int MOST_BATCHES = 10_000;

    /** Prints the last message there is in a directory's journal, and each that comes. */
    public static void main(String[] arguments) throws InterruptedException {
        Watched everything = watched(Optional.empty(), "*");
        Source source = new Source.Directory(Path.of(arguments[0]));
        try (Journal journal = Journals.live(source, everything, Start.oldest())) {
            System.out.println(toTail(journal).messages().getLast());
            while (true) {
                toTail(journal).messages().forEach(System.out::println);
                Thread.sleep(1);
            }
        }
    }

    static Watched watched(String... units) {
        return watched(Optional.of(Set.of(OWNER)), units);
    }

    static Watched watched(Optional<Set<Integer>> owners, String... units) {
        return new Watched(
                Arrays.stream(units).map(UnitGlob::new).toList(),
                owners,
                true,
                message -> !message.startsWith("harmless"));
    }

    static Instant noonPlus(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    /** Reads to the tail and closes. */
    static Reading all(Journal journal) {
        try (journal) {
            return toTail(journal);
        }
    }

    static Reading toTail(Journal journal) {
        return toTail(journal, 3);
    }

    static Reading toTail(Journal journal, int most) {
        Reading reading = new Reading(List.of(), Optional.empty(), Tally.NONE, List.of());
        for (int batches = 0; batches < MOST_BATCHES; batches++) {
            Batch batch = journal.read(most);
            reading = reading.plus(batch);
            if (batch.atTail()) {
                return reading;
            }
        }
        throw new AssertionError("no end after " + MOST_BATCHES + " batches");
    }

    /** Reads on until enough entries have come. */
    static Reading until(int entries, Journal journal) {
        Reading[] reading = {toTail(journal)};
        await(
                () -> {
                    reading[0] = reading[0].plus(toTail(journal));
                    return reading[0].entries.size() >= entries;
                });
        return reading[0];
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen within 20 s");
            }
            Thread.onSpinWait();
        }
    }

    List<String> messages() {
        return entries.stream().map(Entry::message).toList();
    }

    Reading plus(Reading later) {
        List<Entry> both = new ArrayList<>(entries);
        both.addAll(later.entries);
        List<Gap> gaps = new ArrayList<>(this.gaps);
        gaps.addAll(later.gaps);
        return new Reading(
                both, later.end.isPresent() ? later.end : end, tally.plus(later.tally), gaps);
    }

    private Reading plus(Batch batch) {
        return plus(
                new Reading(
                        batch.entries(),
                        batch.end(),
                        batch.tally(),
                        batch.gap().stream().toList()));
    }
}
