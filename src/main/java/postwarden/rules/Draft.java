package postwarden.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the rule files have said so far, right and wrong. One thread's, during one load. */
final class Draft {
    private static final int MOST_PROBLEMS = 100;

    private final List<Problem> problems = new ArrayList<>();
    private final List<CompiledJail> jails = new ArrayList<>();
    private final Map<String, String> places = new HashMap<>();
    private final List<String> files = new ArrayList<>();
    private final Passages passages = new Passages();
    private List<String> lines = List.of();
    private String file = "";
    private int line;
    private int column;

    void begin(String name) {
        file = name;
        files.add(name);
        lines = List.of();
        at(0, 0);
    }

    /** The text of the file at hand: problems show its lines. */
    void read(String text) {
        lines = text.lines().toList();
        passages.read(lines);
    }

    Passages passages() {
        return passages;
    }

    /** Where the word stands that speaks next. */
    void at(int newLine, int newColumn) {
        line = newLine;
        column = newColumn;
        passages.word(newLine);
    }

    String file() {
        return file;
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    void error(String sentence) {
        error(line, column, sentence);
    }

    void error(int atLine, int atColumn, String sentence) {
        add(Problem.error(file, atLine, atColumn, sentence));
    }

    void warn(int atLine, int atColumn, String sentence) {
        add(Problem.warning(file, atLine, atColumn, sentence));
    }

    void add(Finding finding, int atLine, int atColumn, String sentence) {
        add(Problem.of(finding, file, atLine, atColumn, sentence));
    }

    void add(Problem problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem.in(lines));
        }
    }

    /** Names are for the tables people read, and must mean one thing there. */
    void claim(String kind, String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            error(
                    "a "
                            + kind
                            + "'s name is lower case letters, digits and '-', not '"
                            + name
                            + "'");
            return;
        }
        String earlier = places.putIfAbsent(kind + " " + name, file + ":" + line);
        if (earlier != null) {
            error("there is a " + kind + " '" + name + "' already, at " + earlier);
        }
    }

    void add(CompiledJail jail) {
        jails.add(jail);
    }

    boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }

    long errors() {
        return problems.stream().filter(Problem::isError).count();
    }

    /** In the order of the files and their lines. */
    List<Problem> problems() {
        return problems.stream()
                .sorted(
                        Comparator.<Problem>comparingInt(each -> files.indexOf(each.file()))
                                .thenComparingInt(Problem::line))
                .toList();
    }

    List<CompiledJail> jails() {
        return List.copyOf(jails);
    }
}
