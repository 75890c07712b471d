package postwarden.fail2ban;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A regular expression of fail2ban's, parsed: Python's, with fail2ban's tags. */
sealed interface Node {
    /** For {@link Repeat#most}: no limit. */
    int UNBOUNDED = Integer.MAX_VALUE;

    /** A character beyond ASCII, as it is. */
    record Other(int character) implements Node {}

    /** One of several characters; most often of one. */
    record One(Characters characters) implements Node {}

    record Sequence(List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    record Choice(List<Node> branches) implements Node {
        public Choice {
            branches = List.copyOf(branches);
        }
    }

    record Repeat(Node inner, int least, int most, boolean lazy) implements Node {
        boolean isOptional() {
            return least == 0 && most == 1;
        }
    }

    /**
     * A group with a name.
     *
     * @param shown true for {@code <F-USER>…</F-USER>}, false for {@code (?P<name>…)}
     */
    record Group(String name, boolean shown, Node inner) implements Node {}

    /**
     * {@code <HOST>} and its like.
     *
     * @param client with Postfix's name, brackets and port around it
     */
    record Address(boolean client) implements Node {}

    /** What syslog puts in front of the message. */
    record Prefix() implements Node {}

    record Start() implements Node {}

    record End() implements Node {}

    /** {@code \b}. */
    record Boundary() implements Node {}

    /** {@code (?=…)} or {@code (?!…)}. */
    record Ahead(boolean wanted, Node inner) implements Node {}

    /** {@code (?(name)yes|no)}. */
    record Conditional(String group, Node yes, Node no) implements Node {}

    static Node nothing() {
        return new Sequence(List.of());
    }

    /** Anything, as {@code .*}. */
    static Node rest() {
        return new Repeat(new One(Characters.ANY), 0, UNBOUNDED, false);
    }

    static Node sequence(List<Node> items) {
        List<Node> flat = new ArrayList<>();
        for (Node item : items) {
            if (item instanceof Sequence(List<Node> inner)) {
                flat.addAll(inner);
            } else {
                flat.add(item);
            }
        }
        return flat.size() == 1 ? flat.getFirst() : new Sequence(flat);
    }

    static Node choice(List<Node> branches) {
        List<Node> flat = new ArrayList<>();
        for (Node branch : branches) {
            if (branch instanceof Choice(List<Node> inner)) {
                flat.addAll(inner);
            } else {
                flat.add(branch);
            }
        }
        return flat.size() == 1 ? flat.getFirst() : new Choice(flat);
    }

    static Node text(String text) {
        return sequence(text.chars().mapToObj(Node::character).toList());
    }

    static Node character(int character) {
        return character < 128 ? new One(Characters.of(character)) : new Other(character);
    }

    static List<Node> items(Node node) {
        return node instanceof Sequence(List<Node> items) ? items : List.of(node);
    }

    /**
     * Whether it or anything in it is such; what a lookahead or a condition holds, is not asked.
     */
    default boolean has(Predicate<Node> asked) {
        return asked.test(this)
                || switch (this) {
                    case Sequence(List<Node> items) -> items.stream().anyMatch(i -> i.has(asked));
                    case Choice(List<Node> branches) ->
                            branches.stream().anyMatch(b -> b.has(asked));
                    case Repeat repeat -> repeat.inner.has(asked);
                    case Group group -> group.inner.has(asked);
                    case Conditional conditional ->
                            conditional.yes.has(asked) || conditional.no.has(asked);
                    case Ahead ahead -> false;
                    case Other other -> false;
                    case One one -> false;
                    case Address address -> false;
                    case Prefix prefix -> false;
                    case Start start -> false;
                    case End end -> false;
                    case Boundary boundary -> false;
                };
    }

    /** The same, each node in it changed, the inner ones first. */
    default Node changed(UnaryOperator<Node> change) {
        return change.apply(
                switch (this) {
                    case Sequence(List<Node> items) ->
                            sequence(items.stream().map(each -> each.changed(change)).toList());
                    case Choice(List<Node> branches) ->
                            choice(branches.stream().map(each -> each.changed(change)).toList());
                    case Repeat repeat ->
                            new Repeat(
                                    repeat.inner.changed(change),
                                    repeat.least,
                                    repeat.most,
                                    repeat.lazy);
                    case Group group ->
                            new Group(group.name, group.shown, group.inner.changed(change));
                    case Conditional asked ->
                            new Conditional(
                                    asked.group,
                                    asked.yes.changed(change),
                                    asked.no.changed(change));
                    case Ahead ahead -> ahead;
                    case Other other -> other;
                    case One one -> one;
                    case Address address -> address;
                    case Prefix prefix -> prefix;
                    case Start start -> start;
                    case End end -> end;
                    case Boundary boundary -> boundary;
                });
    }

    default boolean hasGroup(String name) {
        return has(node -> node instanceof Group group && group.name.equals(name));
    }

    /** Whether it is exactly this character. */
    default boolean is(char character) {
        return this instanceof One(Characters characters)
                && characters.equals(Characters.of(character));
    }
}
