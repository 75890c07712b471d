package postwarden.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postwarden.rules.Expression.Choice;
import postwarden.rules.Expression.Literal;
import postwarden.rules.Expression.OneOf;
import postwarden.rules.Expression.Part;
import postwarden.rules.Expression.Repeat;
import postwarden.rules.Expression.Sequence;
import postwarden.rules.Expression.Tagged;

/**
 * Finds texts of which every match of a pattern must contain one: the pre-check that spares most
 * entries the matcher. Never too strict; where nothing is certain it finds none.
 *
 * <p>Each expression is either <i>exact</i>, one of a few known texts, or has <i>needed</i> sets.
 * Exact neighbours are joined; where the join ends, it is one of them.
 */
final class Literals {
    private static final int MOST_TEXTS = 8;

    /** A blank is in nearly every entry; eight characters of Postfix are not. */
    private static final int TELLING = 8;

    private Literals() {}

    /** What every match must contain: of each set at least one. The best set comes first. */
    static List<Set<String>> needed(Expression expression) {
        Found found = find(expression);
        List<Set<String>> needed =
                found.exact.isEmpty() ? found.needed : List.of(found.exact.get());
        List<Set<String>> useful =
                needed.stream()
                        .filter(Literals::isUseful)
                        .distinct()
                        .sorted(Comparator.comparingInt(Literals::worth).reversed())
                        .toList();
        List<Set<String>> telling = useful.stream().filter(set -> worth(set) >= TELLING).toList();
        return telling.isEmpty() ? useful.stream().limit(1).toList() : telling;
    }

    /** If it fits a few texts and nothing else, those; else none. */
    static Set<String> exact(Expression expression) {
        return find(expression).exact.filter(Literals::isUseful).orElse(Set.of());
    }

    private record Found(Optional<Set<String>> exact, List<Set<String>> needed) {
        static Found exactly(Set<String> texts) {
            return new Found(Optional.of(texts), List.of());
        }

        static Found needing(List<Set<String>> texts) {
            return new Found(Optional.empty(), texts);
        }
    }

    private static Found find(Expression expression) {
        return switch (expression) {
            case Literal(int character) -> Found.exactly(Set.of(Character.toString(character)));
            case OneOf any -> Found.needing(List.of());
            case Part(String name, Expression inner) -> find(inner);
            case Tagged tagged -> find(tagged.tag().expression());
            case Sequence(List<Expression> items) -> sequence(items);
            case Choice(List<Expression> branches) -> choice(branches);
            case Repeat repeat -> repeat(repeat);
        };
    }

    private static Found sequence(List<Expression> items) {
        List<Set<String>> candidates = new ArrayList<>();
        Set<String> run = Set.of("");
        boolean whole = true;
        for (Expression item : items) {
            Found found = find(item);
            Set<String> longer = found.exact.map(joined(run)::with).orElse(Set.of());
            if (!longer.isEmpty() && longer.size() <= MOST_TEXTS) {
                run = longer;
                continue;
            }
            whole = false;
            candidates.add(run);
            candidates.addAll(found.needed);
            run = found.exact.filter(texts -> texts.size() <= MOST_TEXTS).orElse(Set.of(""));
        }
        candidates.add(run);
        return whole ? Found.exactly(run) : Found.needing(List.copyOf(candidates));
    }

    private interface Join {
        Set<String> with(Set<String> tails);
    }

    private static Join joined(Set<String> heads) {
        return tails ->
                heads.stream()
                        .flatMap(head -> tails.stream().map(head::concat))
                        .collect(Collectors.toSet());
    }

    private static Found choice(List<Expression> branches) {
        List<Found> found = branches.stream().map(Literals::find).toList();
        if (found.stream().allMatch(branch -> branch.exact.isPresent())) {
            return Found.exactly(union(found.stream().map(branch -> branch.exact.get())));
        }
        List<Set<String>> best =
                branches.stream()
                        .map(Literals::needed)
                        .flatMap(sets -> sets.stream().limit(1))
                        .toList();
        return Found.needing(
                best.size() == branches.size() ? List.of(union(best.stream())) : List.of());
    }

    private static Found repeat(Repeat repeat) {
        Found inner = find(repeat.inner());
        if (repeat.least() == 0 && repeat.most() == 1 && inner.exact.isPresent()) {
            return Found.exactly(union(Stream.of(inner.exact.get(), Set.of(""))));
        }
        if (repeat.least() == 1 && repeat.most() == 1) {
            return inner;
        }
        return Found.needing(repeat.least() > 0 ? needed(repeat.inner()) : List.of());
    }

    private static Set<String> union(Stream<Set<String>> sets) {
        Set<String> union = new HashSet<>();
        sets.forEach(union::addAll);
        return union;
    }

    private static boolean isUseful(Set<String> texts) {
        return texts.size() <= MOST_TEXTS && texts.stream().noneMatch(String::isEmpty);
    }

    /** Few and long texts are quick to look for and seldom there by chance. */
    static int worth(Set<String> texts) {
        int shortest = texts.stream().mapToInt(String::length).min().orElse(0);
        return Math.min(shortest, 24) - 4 * (texts.size() - 1);
    }
}
