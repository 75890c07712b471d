package postwarden.fail2ban;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a regular expression, and how far it has been read. One parser's. */
final class RegexText {
    private final String text;
    private int at;

    RegexText(String text) {
        this.text = text;
    }

    boolean isOver() {
        return at >= text.length();
    }

    boolean startsWith(String token) {
        return text.startsWith(token, at);
    }

    boolean contains(String token) {
        return text.contains(token);
    }

    int place() {
        return at;
    }

    /** So many characters from here on, or fewer where it ends. */
    String peek(int characters) {
        return text.substring(at, Math.min(at + characters, text.length()));
    }

    char next() {
        return text.charAt(at++);
    }

    /** The character at hand, also one beyond the basic plane. */
    int nextCodePoint() {
        int character = text.codePointAt(at);
        at += Character.charCount(character);
        return character;
    }

    void skip(int characters) {
        at += characters;
    }

    boolean accept(String token) {
        boolean there = startsWith(token);
        at += there ? token.length() : 0;
        return there;
    }

    /** What fits right here, which is not read by that. */
    Optional<MatchResult> looking(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
    }

    Optional<MatchResult> accept(Pattern pattern) {
        Optional<MatchResult> found = looking(pattern);
        found.ifPresent(match -> at = match.end());
        return found;
    }

    String until(String end) {
        int stop = text.indexOf(end, at);
        if (stop < 0) {
            throw new Untranslatable("it has a group that does not end");
        }
        String name = text.substring(at, stop);
        at = stop + end.length();
        return name;
    }
}
