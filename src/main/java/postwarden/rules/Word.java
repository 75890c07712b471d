package postwarden.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every word of the language: where it may stand, what it takes, and how it looks. */
enum Word {
    JAIL("jail", Block.FILE, Takes.BLOCK, "jail('postfix') { … }"),
    UNIT("unit", Block.JAIL, Takes.TEXTS, "unit 'postfix.service'"),
    USER("user", Block.JAIL, Takes.TEXTS_OR_NUMBERS, "user 'postfix'"),
    IDENTIFIER("identifier", Block.JAIL, Takes.TEXTS_OR_PATTERNS, "identifier 'postfix/smtpd'"),
    MAX_RETRY("maxRetry", Block.JAIL, Takes.NUMBER, "maxRetry 2"),
    FIND_TIME("findTime", Block.JAIL, Takes.DURATION, "findTime 24.hours"),
    BAN_TIME("banTime", Block.JAIL, Takes.DURATION, "banTime 7.days"),
    JAIL_IGNORE("ignore", Block.JAIL, Takes.PATTERNS, "ignore ~/…/"),
    JAIL_SILENCE("silence", Block.JAIL, Takes.TWO_TEXTS, "silence 'open-ignore', 'why'"),
    RULE("rule", Block.JAIL, Takes.BLOCK, "rule('lost-connection') { … }"),
    ABOUT("about", Block.RULE, Takes.TEXT, "about 'What the client did.'"),
    MATCH("match", Block.RULE, Takes.PATTERN, "match ~/… from <CLIENT>/"),
    IGNORE("ignore", Block.RULE, Takes.PATTERNS, "ignore ~/…/, or ignore part: ~/…/"),
    WHEN("when", Block.RULE, Takes.GUARD, "when { number('rate') > 30 }"),
    WEIGHT("weight", Block.RULE, Takes.NUMBER, "weight 2"),
    EXAMPLE("example", Block.RULE, Takes.TEXT, "example '…', offender: '203.0.113.9'"),
    HARMLESS("harmless", Block.RULE, Takes.TEXT, "harmless '…'"),
    SILENCE("silence", Block.RULE, Takes.TWO_TEXTS, "silence 'no-example', 'why'");

    /** The shape of what follows a word. */
    enum Takes {
        BLOCK,
        GUARD,
        TEXT,
        TEXTS,
        TWO_TEXTS,
        TEXTS_OR_NUMBERS,
        TEXTS_OR_PATTERNS,
        PATTERN,
        PATTERNS,
        NUMBER,
        DURATION
    }

    final String text;
    final Block block;
    final Takes takes;
    final String usage;

    Word(String text, Block block, Takes takes, String usage) {
        this.text = text;
        this.block = block;
        this.takes = takes;
        this.usage = usage;
    }

    static Optional<Word> of(String text, Block block) {
        return in(block).stream().filter(word -> word.text.equals(text)).findFirst();
    }

    static List<Word> in(Block block) {
        return Arrays.stream(values()).filter(word -> word.block == block).toList();
    }

    /** Where else a word may stand. */
    static Optional<Word> elsewhere(String text) {
        return Arrays.stream(values()).filter(word -> word.text.equals(text)).findFirst();
    }

    /** The names that may stand before a colon behind this word. */
    Set<String> facts() {
        return switch (this) {
            case EXAMPLE -> Set.of("offender", "identifier");
            case HARMLESS -> Set.of("identifier");
            default -> Set.of();
        };
    }

    /** Only 'ignore' takes names of a rule's own making. */
    boolean allowsFact(String name) {
        return this == IGNORE || facts().contains(name);
    }
}
