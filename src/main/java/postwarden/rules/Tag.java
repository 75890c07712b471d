package postwarden.rules;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The words in capitals that a pattern may use. */
enum Tag {
    /**
     * {@code NOQUEUE}, a short queue id (hexadecimal) or a long one (base 52: no vowels; Postfix's
     * mail_queue.h). Three alternatives would say it more exactly; one character class is matched
     * in one pass, and no word of Postfix's own has neither vowel nor blank.
     */
    QID("[0-9A-Zb-df-hj-np-tv-z]{5,}", false),
    /** {@code name[address]}, {@code name[address]:port}; postscreen leaves the name out. */
    CLIENT("[^ \\[\\]]*\\[(?<ADDRESS>[0-9A-Za-z.:%]+)\\](?::[0-9]+)?", true),
    /** An address, or what {@link ClientAddress} makes of a network. */
    ADDR("(?<ADDRESS>[0-9A-Fa-f.:]+(?:/[0-9]+)?)", true);

    /** The part that holds the address; users' own parts begin in lower case. */
    static final String ADDRESS = "ADDRESS";

    private final String pattern;
    private final boolean address;

    Tag(String pattern, boolean address) {
        this.pattern = pattern;
        this.address = address;
    }

    Expression expression() {
        return PatternParser.parse(pattern);
    }

    boolean holdsAddress() {
        return address;
    }

    static Optional<Tag> of(String name) {
        return Arrays.stream(values()).filter(tag -> tag.name().equals(name)).findFirst();
    }

    /** {@code <HOST>} is how fail2ban says it. */
    static String hint(String name) {
        return Spelling.hint(
                name.equals("HOST") ? CLIENT.name() : name,
                Arrays.stream(values()).map(Tag::name).toList());
    }

    static String all() {
        return Arrays.stream(values())
                .map(tag -> "<" + tag + ">")
                .collect(Collectors.joining(", "));
    }
}
