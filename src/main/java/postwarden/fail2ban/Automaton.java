package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;

/** A form as a nondeterministic automaton, which knows where the address begins. */
final class Automaton {
    private static final int MOST_STATES = 4000;
    private static final Node CLIENTS_NAME = RegexParser.parse("[^ \\[\\]]*\\[");
    private static final Node CLIENTS_PORT = RegexParser.parse("\\](?::\\d+)?");

    /** What stands at the address' place. */
    enum Place {
        /** Whatever {@code <ADDR>} lets in. */
        ANYTHING("[0-9A-Fa-f.:]+(?:/\\d+)?"),
        /** What can be an address; the rest of the above never makes anybody an offender. */
        ADDRESS(
                "(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:/\\d+)?");

        private final String regex;

        Place(String regex) {
            this.regex = regex;
        }
    }

    /** To another state with one character; without one if there are no characters. */
    record Step(Characters characters, int to, boolean address) {}

    private final Place place;
    private final List<List<Step>> steps = new ArrayList<>();
    private final int end;

    private Automaton(List<Node> items, Place place) {
        this.place = place;
        this.end = through(new Node.Sequence(items), state());
    }

    /** Throws {@link Untranslatable} if it would be too large. */
    static Automaton of(List<Node> items, Place place) {
        return new Automaton(items, place);
    }

    int states() {
        return steps.size();
    }

    int end() {
        return end;
    }

    List<Step> steps(int state) {
        return steps.get(state);
    }

    private int state() {
        if (steps.size() >= MOST_STATES) {
            throw new Untranslatable("it is too large to be looked through");
        }
        steps.add(new ArrayList<>());
        return steps.size() - 1;
    }

    private void join(int from, int to) {
        steps.get(from).add(new Step(Characters.NONE, to, false));
    }

    private int through(Node node, int from) {
        return switch (node) {
            case Node.One(Characters characters) -> step(from, characters);
            case Node.Other other -> step(from, Characters.of(other.character()));
            case Node.Sequence(List<Node> items) -> {
                int at = from;
                for (Node item : items) {
                    at = through(item, at);
                }
                yield at;
            }
            case Node.Choice(List<Node> branches) -> {
                int out = state();
                for (Node branch : branches) {
                    int in = state();
                    join(from, in);
                    join(through(branch, in), out);
                }
                yield out;
            }
            case Node.Repeat repeat -> repeated(repeat, from);
            case Node.Group group -> through(group.inner(), from);
            case Node.Address address -> address(address, from);
            default -> from;
        };
    }

    private int step(int from, Characters characters) {
        int to = state();
        steps.get(from).add(new Step(characters, to, false));
        return to;
    }

    private int repeated(Node.Repeat repeat, int from) {
        int at = from;
        for (int i = 0; i < repeat.least(); i++) {
            at = through(repeat.inner(), at);
        }
        if (repeat.most() == Node.UNBOUNDED) {
            int loop = state();
            join(at, loop);
            join(through(repeat.inner(), loop), loop);
            int out = state();
            join(loop, out);
            return out;
        }
        int out = state();
        join(at, out);
        for (int i = repeat.least(); i < repeat.most(); i++) {
            at = through(repeat.inner(), at);
            join(at, out);
        }
        return out;
    }

    private int address(Node.Address address, int from) {
        int before = address.client() ? through(CLIENTS_NAME, from) : from;
        int begin = state();
        steps.get(before).add(new Step(Characters.NONE, begin, true));
        int behind = through(RegexParser.parse(place.regex), begin);
        return address.client() ? through(CLIENTS_PORT, behind) : behind;
    }
}
