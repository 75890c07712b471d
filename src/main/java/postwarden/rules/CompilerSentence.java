package postwarden.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in the words of rule files what the Groovy compiler has to say. */
final class CompilerSentence {
    private static final Pattern PLACE = Pattern.compile("\\s*@ line \\d+, column \\d+\\.?\\s*$");
    private static final String STATIC_CHECK = "[Static type checking] - ";
    private static final Pattern TYPES = Pattern.compile("Cannot |Incompatible |No such ");
    private static final Pattern UNEXPECTED =
            Pattern.compile(
                    "(?:Unexpected input: |token recognition error at: )'(.*)'", Pattern.DOTALL);

    private CompilerSentence() {}

    static String of(String message) {
        String first = PLACE.matcher(message).replaceFirst("").replace(STATIC_CHECK, "");
        if (message.startsWith(STATIC_CHECK) || TYPES.matcher(first).lookingAt()) {
            return "a guard answers yes or no, and compares numbers with numbers and texts with texts,"
                    + " such as number('rate') > 30";
        }
        Matcher unexpected = UNEXPECTED.matcher(first);
        if (unexpected.find()) {
            return "this is no rule file from here on: unexpected '"
                    + lastOf(unexpected.group(1))
                    + "'";
        }
        return first.lines().findFirst().orElse("").strip();
    }

    /** Groovy quotes all it has read so far. */
    private static String lastOf(String input) {
        String last = input.replace("\\n", "\n").strip();
        last = last.substring(last.lastIndexOf('\n') + 1).strip();
        return last.length() > 40 ? "…" + last.substring(last.length() - 40) : last;
    }
}
