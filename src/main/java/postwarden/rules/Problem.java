package postwarden.rules;

/**
 * What is wrong with a rule file, in one sentence, and where.
 *
 * @param file as the caller named it
 * @param line from 1 on; 0 if it is the file as a whole
 * @param column from 1 on; 0 if it is the line or the file as a whole
 */
public record Problem(Severity severity, String file, int line, int column, String sentence) {
    /** A file with an error is not used; a warning is only said. */
    public enum Severity {
        ERROR,
        WARNING
    }

    static Problem error(String file, int line, int column, String sentence) {
        return new Problem(Severity.ERROR, file, line, column, sentence);
    }

    static Problem warning(String file, int line, int column, String sentence) {
        return new Problem(Severity.WARNING, file, line, column, sentence);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code postfix.groovy:12:9: sentence}, as compilers write it. */
    @Override
    public String toString() {
        String place = line == 0 ? file : column == 0 ? file + ":" + line : at();
        return place + ": " + (isError() ? "" : "warning: ") + sentence;
    }

    private String at() {
        return file + ":" + line + ":" + column;
    }
}
