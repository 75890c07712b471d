package postwarden.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import postwarden.Offender;
import postwarden.OpenStrike;
import postwarden.Policy;
import postwarden.Strike;

/**
 * The strikes that still count together, oldest first, whatever the order in which they came: one
 * offender's, or all those against one account.
 *
 * @param from nothing that counts is missing from here on; what is older may be in the ledger
 */
record Window(Instant from, List<Mark> marks) {
    /**
     * What a window needs of a strike; the text stays in the ledger.
     *
     * @param held made in a storm of its kind
     */
    record Mark(
            Instant time,
            int weight,
            String rule,
            Offender offender,
            boolean translated,
            Optional<String> kind,
            boolean held) {
        static Mark of(Strike strike, boolean held) {
            return new Mark(
                    strike.time(),
                    strike.weight(),
                    strike.rule(),
                    strike.offender(),
                    strike.client().isTranslated(),
                    strike.counting().kind(),
                    held);
        }

        static Mark of(OpenStrike open) {
            return of(open.strike(), open.held());
        }

        private Mark with(boolean nowHeld) {
            return new Mark(time, weight, rule, offender, translated, kind, nowHeld);
        }

        private boolean confirms(Mark earlier) {
            return !held && kind.equals(earlier.kind) && time.isAfter(earlier.time);
        }
    }

    /** The stretch of a window that reaches maxRetry. */
    record Filled(Mark last, int weight, List<Mark> marks) {
        Set<Offender> offenders() {
            Set<Offender> offenders = new LinkedHashSet<>();
            marks.forEach(mark -> offenders.add(mark.offender()));
            return offenders;
        }

        boolean translated(Offender offender) {
            return marks.stream()
                    .anyMatch(mark -> mark.translated() && mark.offender().equals(offender));
        }
    }

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

    Window without(Predicate<Mark> gone) {
        return hasAny(gone)
                ? new Window(from, marks.stream().filter(gone.negate()).toList())
                : this;
    }

    /** Of all that came before then: there is nothing left of it in the ledger either. */
    Window emptiedUntil(Instant end) {
        return new Window(
                Instant.MIN, marks.stream().filter(mark -> !mark.time().isBefore(end)).toList());
    }

    /** As if there had been no storm. */
    Window released() {
        return new Window(from, marks.stream().map(mark -> mark.with(false)).toList());
    }

    /** With these held, too. */
    Window holding(Predicate<Mark> more) {
        Predicate<Mark> newly = mark -> !mark.held() && more.test(mark);
        return hasAny(newly)
                ? new Window(
                        from,
                        marks.stream()
                                .map(mark -> newly.test(mark) ? mark.with(true) : mark)
                                .toList())
                : this;
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
        return weight(stretch(time, findTime));
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
            List<Mark> stretch = stretch(mark.time(), policy.findTime());
            int weight = weight(stretch);
            if (weight >= policy.maxRetry()) {
                return Optional.of(new Filled(mark, weight, stretch));
            }
        }
        return Optional.empty();
    }

    /** Plain loops from here on: they run for every strike. */
    private boolean hasAny(Predicate<Mark> wanted) {
        for (Mark mark : marks) {
            if (wanted.test(mark)) {
                return true;
            }
        }
        return false;
    }

    private List<Mark> stretch(Instant time, Duration findTime) {
        Instant start = time.minus(findTime);
        int first = 0;
        while (first < marks.size() && marks.get(first).time().isBefore(start)) {
            first++;
        }
        int end = first;
        while (end < marks.size() && !marks.get(end).time().isAfter(time)) {
            end++;
        }
        return marks.subList(first, end);
    }

    /** What a storm's own making may be counts only once a later strike of the kind confirms it. */
    private static int weight(List<Mark> stretch) {
        int weight = 0;
        for (Mark mark : stretch) {
            if (!mark.held() || isConfirmed(mark, stretch)) {
                weight += mark.weight();
            }
        }
        return weight;
    }

    private static boolean isConfirmed(Mark held, List<Mark> stretch) {
        for (Mark mark : stretch) {
            if (mark.confirms(held)) {
                return true;
            }
        }
        return false;
    }
}
