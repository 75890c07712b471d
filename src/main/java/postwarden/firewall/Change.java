package postwarden.firewall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postwarden.FirewallException;

/**
 * Elements to remove and to add, brought into the kernel whatever it holds already. One thread's.
 *
 * <p>New elements are <i>created</i>, which fails if one exists: the cheap way, and nearly always
 * right. Where that fails, the careful way: before Linux 6.12 to add what exists does not change
 * its timeout, and to delete what is gone fails the whole transaction on every kernel; so each is
 * added, deleted, and added. Where that fails as well, halves are tried, down to the one that is
 * refused.
 */
final class Change {
    /** Bounds what one transaction costs libnftables in memory. */
    static final int MOST_AT_ONCE = 5_000;

    /** When so many were refused singly, what fails is not taken apart any further. */
    private static final int MOST_REFUSED = 20;

    private static final int MOST_NAMED = 3;

    private final Consumer<Transaction> kernel;
    private final List<Step> refused = new ArrayList<>();
    private String answer = "";

    private record Step(Element element, boolean added) {}

    private enum Way {
        CHEAP,
        CAREFUL
    }

    /**
     * @param kernel runs a transaction, or throws {@link FirewallException}
     */
    Change(Consumer<Transaction> kernel) {
        this.kernel = kernel;
    }

    /** Everything that the kernel takes is done when this throws for what it refused. */
    void run(Collection<Element> removed, Collection<Element> added) {
        List<Step> steps =
                Stream.concat(
                                removed.stream().map(element -> new Step(element, false)),
                                added.stream().map(element -> new Step(element, true)))
                        .toList();
        for (int from = 0; from < steps.size(); from += MOST_AT_ONCE) {
            run(steps.subList(from, Math.min(steps.size(), from + MOST_AT_ONCE)));
        }
        if (!refused.isEmpty()) {
            throw new FirewallException(complaint(steps.size()));
        }
    }

    private void run(List<Step> steps) {
        if (!succeeds(steps, Way.CHEAP) && !succeeds(steps, Way.CAREFUL)) {
            takeApart(steps);
        }
    }

    private void takeApart(List<Step> steps) {
        if (steps.size() == 1 || refused.size() >= MOST_REFUSED) {
            refused.addAll(steps);
            return;
        }
        int half = steps.size() / 2;
        for (List<Step> part : List.of(steps.subList(0, half), steps.subList(half, steps.size()))) {
            if (!succeeds(part, Way.CAREFUL)) {
                takeApart(part);
            }
        }
    }

    private boolean succeeds(List<Step> steps, Way way) {
        try {
            kernel.accept(transaction(steps, way));
            return true;
        } catch (FirewallException e) {
            answer = e.getMessage();
            return false;
        }
    }

    /** Removals come first: in an interval set they may make room for what is added. */
    private static Transaction transaction(List<Step> steps, Way way) {
        Transaction transaction = new Transaction();
        write(transaction, steps, false, List.of("add", "delete"));
        write(
                transaction,
                steps,
                true,
                way == Way.CHEAP ? List.of("create") : List.of("add", "delete", "add"));
        return transaction;
    }

    private static void write(
            Transaction transaction, List<Step> steps, boolean added, List<String> verbs) {
        for (KernelSet set : KernelSet.values()) {
            List<Element> elements =
                    steps.stream()
                            .filter(step -> step.added == added && step.element.set() == set)
                            .map(Step::element)
                            .toList();
            verbs.forEach(verb -> transaction.elements(verb, set, elements));
        }
    }

    private String complaint(int steps) {
        return complaint(refused.stream().map(Step::element).toList(), steps, answer);
    }

    /**
     * @param steps how many there were
     * @param answer the kernel's last
     */
    static String complaint(List<Element> refused, int steps, String answer) {
        Set<String> named =
                refused.stream()
                        .limit(MOST_NAMED)
                        .map(Element::toString)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        String more = refused.size() > named.size() ? ", …" : "";
        return "the kernel refused %d of %d changes (%s%s): %s"
                .formatted(refused.size(), steps, String.join(", ", named), more, answer);
    }
}
