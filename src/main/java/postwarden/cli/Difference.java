package postwarden.cli;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import postwarden.Ban;
import postwarden.Offender;
import postwarden.Strike;
import postwarden.Turn;
import postwarden.Turn.Judgement;
import postwarden.cli.DifferenceReport.BanChange;
import postwarden.cli.DifferenceReport.Changed;
import postwarden.cli.DifferenceReport.Example;
import postwarden.cli.DifferenceReport.Moved;
import postwarden.cli.Trial.Fall;

/** What two rule sets make of the same entries, strike by strike and ban by ban. */
final class Difference {
    private final Map<Place, Found> gained = new LinkedHashMap<>();
    private final Map<Place, Found> lost = new LinkedHashMap<>();
    private final Map<Move, Found> moved = new LinkedHashMap<>();

    private record Place(String rule, String jail) {
        static Place of(Strike strike) {
            return new Place(strike.rule(), strike.jail());
        }
    }

    private record Move(Place from, Place to) {}

    /** The first of so many. */
    private record Found(Strike first, long count) {
        Found plus(Found other) {
            return new Found(first, count + other.count);
        }
    }

    /** The same client for the same entry. */
    private record Deed(Instant time, String message, Offender offender) {
        static Deed of(Strike strike) {
            return new Deed(strike.time(), strike.message(), strike.offender());
        }
    }

    /** Of one batch. */
    void add(Turn before, Turn after) {
        Map<Deed, Deque<Strike>> known = new LinkedHashMap<>();
        eachStrike(
                before,
                strike ->
                        known.computeIfAbsent(Deed.of(strike), deed -> new ArrayDeque<>())
                                .add(strike));
        eachStrike(after, strike -> compare(known.get(Deed.of(strike)), strike));
        known.values()
                .forEach(left -> left.forEach(strike -> count(lost, Place.of(strike), strike)));
    }

    List<Changed> gained() {
        return changed(gained);
    }

    List<Changed> lost() {
        return changed(lost);
    }

    List<Moved> moved() {
        return moved.entrySet().stream()
                .map(
                        each ->
                                new Moved(
                                        each.getKey().from().rule(),
                                        each.getKey().to().rule(),
                                        each.getValue().count(),
                                        Example.of(each.getValue().first())))
                .sorted((one, other) -> Long.compare(other.count(), one.count()))
                .toList();
    }

    /** Those of {@code these} whose offender is not banned at any of the time by {@code others}. */
    static List<BanChange> onlyIn(List<Fall> these, List<Fall> others) {
        Map<Offender, List<Fall>> byOffender =
                others.stream()
                        .collect(
                                Collectors.groupingBy(
                                        fall -> fall.ban().offender(),
                                        HashMap::new,
                                        Collectors.toCollection(ArrayList::new)));
        return these.stream()
                .filter(
                        fall ->
                                byOffender.getOrDefault(fall.ban().offender(), List.of()).stream()
                                        .noneMatch(other -> overlap(fall.ban(), other.ban())))
                .map(BanChange::of)
                .toList();
    }

    private static boolean overlap(Ban one, Ban other) {
        return one.start().isBefore(other.end()) && other.start().isBefore(one.end());
    }

    private void compare(Deque<Strike> known, Strike strike) {
        if (known == null || known.isEmpty()) {
            count(gained, Place.of(strike), strike);
            return;
        }
        Place from = Place.of(known.remove());
        Place to = Place.of(strike);
        if (!from.equals(to)) {
            count(moved, new Move(from, to), strike);
        }
    }

    private static void eachStrike(Turn turn, Consumer<Strike> action) {
        turn.judgements().stream().filter(Trial::isStrike).map(Judgement::strike).forEach(action);
    }

    private static <K> void count(Map<K, Found> found, K key, Strike strike) {
        found.merge(key, new Found(strike, 1), Found::plus);
    }

    private static List<Changed> changed(Map<Place, Found> found) {
        return found.entrySet().stream()
                .map(
                        each ->
                                new Changed(
                                        each.getKey().rule(),
                                        each.getKey().jail(),
                                        each.getValue().count(),
                                        Example.of(each.getValue().first())))
                .sorted((one, other) -> Long.compare(other.count(), one.count()))
                .toList();
    }
}
