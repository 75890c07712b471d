package postwarden.rules;

import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a rule file, in one sentence, and where.
 *
 * @param file as the caller named it
 * @param line from 1 on; 0 if it is the file as a whole
 * @param column from 1 on; 0 if it is the line or the file as a whole
 * @param finding the linter's name for it, explained in docs/findings.md; empty: a plain mistake
 * @param source the line itself; empty if there is none
 */
public record Problem(
        Severity severity,
        String file,
        int line,
        int column,
        String sentence,
        Optional<String> finding,
        String source) {
    /** A file with an error is not used; a warning is only said. */
    public enum Severity {
        ERROR,
        WARNING
    }

    static Problem error(String file, int line, int column, String sentence) {
        return new Problem(Severity.ERROR, file, line, column, sentence, Optional.empty(), "");
    }

    static Problem warning(String file, int line, int column, String sentence) {
        return new Problem(Severity.WARNING, file, line, column, sentence, Optional.empty(), "");
    }

    static Problem of(Finding finding, String file, int line, int column, String sentence) {
        return new Problem(
                finding.severity, file, line, column, sentence, Optional.of(finding.text), "");
    }

    /** With its own line out of the file's lines. */
    Problem in(List<String> lines) {
        boolean known = line > 0 && line <= lines.size();
        return new Problem(
                severity,
                file,
                line,
                column,
                sentence,
                finding,
                known ? lines.get(line - 1) : source);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code postfix.groovy:12:9: sentence}, as compilers write it, on one line. */
    @Override
    public String toString() {
        String place = line == 0 ? file : column == 0 ? file + ":" + line : at();
        return place
                + ": "
                + (isError() ? "" : "warning: ")
                + sentence
                + finding.map(name -> " [" + name + "]").orElse("");
    }

    private String at() {
        return file + ":" + line + ":" + column;
    }

    /** For people: the same, and below it the line with a caret under the place. */
    public String picture() {
        if (source.isBlank()) {
            return toString();
        }
        Excerpt excerpt = Excerpt.of(source, column - 1);
        return column == 0
                ? this + "\n    " + excerpt.text()
                : this + "\n    " + excerpt.text() + "\n    " + excerpt.caret();
    }
}
