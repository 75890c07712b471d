package postwarden.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postwarden.Policy;
import postwarden.Strike;

/**
 * The strikes of one offender in one jail that still count, oldest first, whatever the order in
 * which they came.
 *
 * @param from nothing that counts is missing from here on; what is older may be in the ledger
 */
record Window(Instant from, List<Mark> marks) {
    /** What a window needs of a strike; the text stays in the ledger. */
    record Mark(Instant time, int weight, String rule, boolean translated) {
        static Mark of(Strike strike) {
            return new Mark(
                    strike.time(), strike.weight(), strike.rule(), strike.client().isTranslated());
        }
    }

    /** The stretch of a window that reaches maxRetry. */
    record Filled(Mark last, int weight, boolean translated) {}

    static Window complete() {
        return new Window(Instant.MIN, List.of());
    }

    Window plus(Mark mark) {
        List<Mark> all = new ArrayList<>(marks.size() + 1);
        all.addAll(marks);
        int place = all.size();
        while (place > 0 && all.get(place - 1).time().isAfter(mark.time())) {
            place--;
        }
        all.add(place, mark);
        return new Window(from, List.copyOf(all));
    }

    /** With the strikes found again in the ledger, all of them older than {@code from}. */
    Window reachingBackTo(Instant start, List<Mark> older) {
        List<Mark> all = new ArrayList<>(older);
        all.addAll(marks);
        return new Window(start, List.copyOf(all));
    }

    /** A ban empties the window of all that came before its end. */
    Window emptiedUntil(Instant end) {
        return new Window(
                Instant.MIN, marks.stream().filter(mark -> !mark.time().isBefore(end)).toList());
    }

    /** Leaves to the ledger what is further back than findTime from the newest. */
    Window trimmed(Duration findTime) {
        if (marks.size() < 2) {
            return this;
        }
        Instant start = marks.getLast().time().minus(findTime);
        if (!marks.getFirst().time().isBefore(start)) {
            return this;
        }
        return new Window(
                start, marks.stream().filter(mark -> !mark.time().isBefore(start)).toList());
    }

    /** The weight of the strikes from findTime before {@code time} up to it. */
    int weight(Instant time, Duration findTime) {
        return stretch(time, findTime).stream().mapToInt(Mark::weight).sum();
    }

    /**
     * The earliest stretch that bans, as it would have if all had come in order. It holds the
     * strike that has just come: what was there before was judged by the policy of its own time.
     *
     * @param struck the time of that strike
     */
    Optional<Filled> filled(Policy policy, Instant struck) {
        for (Mark mark : marks) {
            if (mark.time().isBefore(struck)) {
                continue;
            }
            int weight = weight(mark.time(), policy.findTime());
            if (weight >= policy.maxRetry()) {
                boolean translated =
                        stretch(mark.time(), policy.findTime()).stream().anyMatch(Mark::translated);
                return Optional.of(new Filled(mark, weight, translated));
            }
        }
        return Optional.empty();
    }

    private List<Mark> stretch(Instant time, Duration findTime) {
        Instant start = time.minus(findTime);
        return marks.stream()
                .filter(mark -> !mark.time().isBefore(start) && !mark.time().isAfter(time))
                .toList();
    }
}
