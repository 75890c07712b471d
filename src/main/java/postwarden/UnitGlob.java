package postwarden;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/** A systemd unit's name, or a shell pattern for such names: {@code postfix@*.service}. */
public record UnitGlob(String text) {
    public UnitGlob {
        if (text.isBlank() || text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is no unit's name");
        }
    }

    public boolean isLiteral() {
        return text.chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0);
    }

    public boolean matches(String unit) {
        return isLiteral() ? text.equals(unit) : matcher().matches(Path.of(unit));
    }

    private PathMatcher matcher() {
        return FileSystems.getDefault().getPathMatcher("glob:" + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
