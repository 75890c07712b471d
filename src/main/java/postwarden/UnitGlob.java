package postwarden;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;

/** A systemd unit's name, or a shell pattern for such names: {@code postfix@*.service}. */
public final class UnitGlob {
    /** With each, the JDK's matcher may take a unit's length as often again. */
    private static final int MOST_STARS = 3;

    private final String text;
    private final boolean isLiteral;
    private final PathMatcher matcher;

    /** Entries come from few units: the last answer is mostly the next one, too. */
    private volatile Answer last = new Answer("", false);

    private record Answer(String unit, boolean matches) {}

    /** What is neither throws an {@link IllegalArgumentException}. */
    public UnitGlob(String text) {
        if (text.isBlank() || text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is no unit's name");
        }
        if (text.chars().filter(c -> c == '*').count() > MOST_STARS) {
            throw new IllegalArgumentException(
                    "'" + text + "' has more than " + MOST_STARS + " '*'");
        }
        this.text = text;
        this.isLiteral = text.chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0);
        try {
            this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + text);
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no pattern for units: " + malformed.getDescription(),
                    malformed);
        }
    }

    public String text() {
        return text;
    }

    public boolean isLiteral() {
        return isLiteral;
    }

    public boolean matches(String unit) {
        if (isLiteral) {
            return text.equals(unit);
        }
        Answer known = last;
        if (!known.unit.equals(unit)) {
            known = new Answer(unit, fits(unit));
            last = known;
        }
        return known.matches;
    }

    /** A damaged journal may give anything as a unit's name. */
    private boolean fits(String unit) {
        try {
            return matcher.matches(Path.of(unit));
        } catch (InvalidPathException noName) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnitGlob glob && glob.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
