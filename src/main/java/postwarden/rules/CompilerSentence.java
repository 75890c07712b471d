package postwarden.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in the words of rule files what the Groovy compiler has to say. */
final class CompilerSentence {
    static final String MISTYPED_GUARD =
            "a guard answers yes or no, and compares numbers with numbers and texts with texts,"
                    + " such as number('rate') > 30";

    private static final String STATIC_CHECK = "[Static type checking] - ";
    private static final Pattern PLACE = Pattern.compile("\\s*@ line \\d+, column \\d+\\.?\\s*$");
    private static final Pattern UNEXPECTED =
            Pattern.compile("Unexpected (?:input|character): '(.*)'", Pattern.DOTALL);

    private CompilerSentence() {}

    static String of(String message) {
        if (message.startsWith(STATIC_CHECK)) { // all else is known by now to have the right type
            return MISTYPED_GUARD;
        }
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.lookingAt()) {
            return unexpected(unexpected.group(1));
        }
        return PLACE.matcher(message).replaceFirst("").lines().findFirst().orElse("").strip();
    }

    /** Groovy quotes all it has read of a statement; the last character is what it stopped at. */
    private static String unexpected(String read) {
        if (read.isBlank() || read.endsWith("\\n") || read.endsWith("\n")) {
            return "the file ends inside a block: a '}' is missing";
        }
        String last = read.substring(read.length() - 1);
        return last.equals("'") || last.equals("\"")
                ? "this text has no end on its line, or a backslash in it stands for nothing"
                : "unexpected '" + last + "': is a bracket, a quote or a slash missing before it?";
    }
}
