package postwarden.rules;

import java.util.Arrays;
import java.util.EnumSet;
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
    BAN_TIME("banTime", Block.JAIL, Takes.DURATION, Usage.BAN_TIME),
    OBSERVE_JAIL("observe", Block.JAIL, Takes.NOTHING, "observe"),
    IGNORE_IN_JAIL("ignore", Block.JAIL, Takes.PATTERNS, "ignore ~/…/"),
    SILENCE_IN_JAIL("silence", Block.JAIL, Takes.TWO_TEXTS, "silence 'open-ignore', 'why'"),
    RULE("rule", Block.JAIL, Takes.BLOCK, "rule('lost-connection') { … }"),
    FORGIVE("forgive", Block.JAIL, Takes.BLOCK, "forgive('login') { … }"),
    ABOUT("about", Block.RULE, Takes.TEXT, "about 'What the client did.'"),
    MATCH("match", Block.RULE, Takes.PATTERN, "match ~/… from <CLIENT>/"),
    IGNORE("ignore", Block.RULE, Takes.PATTERNS, "ignore ~/…/, or ignore part: ~/…/"),
    WHEN("when", Block.RULE, Takes.GUARD, "when { number('rate') > 30 }"),
    WEIGHT("weight", Block.RULE, Takes.NUMBER, "weight 2"),
    MAX_RETRY_OF_RULE("maxRetry", Block.RULE, Takes.NUMBER, "maxRetry 2"),
    FIND_TIME_OF_RULE("findTime", Block.RULE, Takes.DURATION, "findTime 24.hours"),
    BAN_TIME_OF_RULE("banTime", Block.RULE, Takes.DURATION, Usage.BAN_TIME),
    COUNT_BY("countBy", Block.RULE, Takes.TEXT, "countBy 'user'"),
    OBSERVE("observe", Block.RULE, Takes.NOTHING, "observe"),
    STORM("storm", Block.RULE, Takes.NOTHING, "storm, or storm by: 'zone'"),
    EXAMPLE("example", Block.RULE, Takes.TEXT, "example '…', offender: '203.0.113.9'"),
    HARMLESS("harmless", Block.RULE, Takes.TEXT, "harmless '…'"),
    SILENCE("silence", Block.RULE, Takes.TWO_TEXTS, "silence 'no-example', 'why'"),
    OFF("off", Block.FORGIVE, Takes.NOTHING, "off");

    /** What {@code forgive} has in common with a rule. */
    private static final Set<Word> ALSO_IN_FORGIVE =
            EnumSet.of(ABOUT, MATCH, IGNORE, WHEN, EXAMPLE, HARMLESS, SILENCE);

    private interface Usage {
        String BAN_TIME =
                "banTime 7.days, or banTime 7.days, factor: 2, most: 90.days, forget: 180.days";
    }

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
        DURATION,
        NOTHING
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
        return Arrays.stream(values()).filter(word -> word.isIn(block)).toList();
    }

    /** Where else a word may stand. */
    static Optional<Word> elsewhere(String text) {
        return Arrays.stream(values()).filter(word -> word.text.equals(text)).findFirst();
    }

    private boolean isIn(Block where) {
        return block == where || (where == Block.FORGIVE && ALSO_IN_FORGIVE.contains(this));
    }

    /** The names that may stand before a colon behind this word. */
    Set<String> facts() {
        return switch (this) {
            case BAN_TIME, BAN_TIME_OF_RULE -> Set.of("factor", "most", "forget");
            case STORM -> Set.of("by");
            case EXAMPLE -> Set.of("offender", "identifier");
            case HARMLESS -> Set.of("identifier");
            default -> Set.of();
        };
    }

    /** What must stand behind one of them. */
    Takes factTakes(String name) {
        return switch (this) {
            case IGNORE -> Takes.PATTERN;
            case BAN_TIME, BAN_TIME_OF_RULE ->
                    name.equals("factor") ? Takes.NUMBER : Takes.DURATION;
            default -> Takes.TEXT;
        };
    }

    /** Only 'ignore' takes names of a rule's own making. */
    boolean allowsFact(String name) {
        return this == IGNORE || facts().contains(name);
    }
}
