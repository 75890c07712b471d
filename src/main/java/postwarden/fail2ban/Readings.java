package postwarden.fail2ban;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * The proof that no text can be read in two ways that differ in where the address stands. The
 * linter knows simple cases by their look; this asks for every text there is, by running two
 * automata over the same one: if both can come to the end, the second with the address further
 * behind, there are two readings.
 */
final class Readings {
    private static final int BEFORE = 0;
    private static final int ONE_BEGAN = 1;
    private static final int ONE_WENT_ON = 2;
    private static final int BOTH_BEGAN = 3;
    private static final int PHASES = 4;
    private static final long MOST_PAIRS = 1L << 26;

    private final Automaton first;
    private final Automaton second;
    private final BitSet seen;
    private final Deque<Integer> open = new ArrayDeque<>();

    private Readings(Automaton first, Automaton second) {
        this.first = first;
        this.second = second;
        this.seen = new BitSet();
    }

    /** The address can stand in one place only, whatever it is. */
    static boolean areOne(List<Node> items) {
        return !exist(items, Automaton.Place.ANYTHING, items, Automaton.Place.ANYTHING);
    }

    /**
     * Nothing stands at an earlier place that would do where there is an address at a later one:
     * whoever takes the first place, has the address.
     */
    static boolean firstIsRight(List<Node> items) {
        return !exist(items, Automaton.Place.ANYTHING, items, Automaton.Place.ADDRESS);
    }

    /** No text holds two addresses of which both would do. */
    static boolean holdOneAddress(List<Node> items) {
        return !exist(items, Automaton.Place.ADDRESS, items, Automaton.Place.ADDRESS);
    }

    /** Whatever both fit, holds the same address for both. */
    static boolean agree(List<Node> one, List<Node> other) {
        return noneIsLater(one, other) && noneIsLater(other, one);
    }

    /** Whatever both fit, the other has no address further behind. */
    static boolean noneIsLater(List<Node> one, List<Node> other) {
        return !exist(one, Automaton.Place.ADDRESS, other, Automaton.Place.ADDRESS);
    }

    /** A text that both fit, the second with the address further behind. */
    private static boolean exist(
            List<Node> one, Automaton.Place first, List<Node> two, Automaton.Place second) {
        Automaton earlier = Automaton.of(one, first);
        Automaton later = Automaton.of(two, second);
        if ((long) earlier.states() * later.states() * PHASES > MOST_PAIRS) {
            throw new Untranslatable("it is too large to be looked through");
        }
        return new Readings(earlier, later).found();
    }

    private boolean found() {
        visit(0, 0, BEFORE);
        while (!open.isEmpty()) {
            int pair = open.pop();
            int phase = pair % PHASES;
            int two = pair / PHASES % second.states();
            int one = pair / PHASES / second.states();
            if (one == first.end() && two == second.end() && phase == BOTH_BEGAN) {
                return true;
            }
            goOn(one, two, phase);
        }
        return false;
    }

    private void goOn(int one, int two, int phase) {
        for (Automaton.Step step : first.steps(one)) {
            if (step.address() && phase == BEFORE) {
                visit(step.to(), two, ONE_BEGAN);
            } else if (!step.address() && step.characters().isEmpty()) {
                visit(step.to(), two, phase);
            }
        }
        for (Automaton.Step step : second.steps(two)) {
            if (step.address() && phase == ONE_WENT_ON) {
                visit(one, step.to(), BOTH_BEGAN);
            } else if (!step.address() && step.characters().isEmpty()) {
                visit(one, step.to(), phase);
            }
        }
        for (Automaton.Step step : first.steps(one)) {
            if (step.characters().isEmpty()) {
                continue;
            }
            for (Automaton.Step other : second.steps(two)) {
                if (step.characters().intersects(other.characters())) {
                    visit(step.to(), other.to(), phase == ONE_BEGAN ? ONE_WENT_ON : phase);
                }
            }
        }
    }

    private void visit(int one, int two, int phase) {
        int pair = (one * second.states() + two) * PHASES + phase;
        if (!seen.get(pair)) {
            seen.set(pair);
            open.push(pair);
        }
    }
}
