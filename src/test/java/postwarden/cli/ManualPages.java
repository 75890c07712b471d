package postwarden.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One page of mdoc(7) for each command, out of what the command's class says for {@code --help}.
 */
final class ManualPages {
    private final String date;

    /**
     * @param date as mdoc has it: {@code November 24, 2026}
     */
    ManualPages(String date) {
        this.date = date;
    }

    /** File names and contents. */
    Map<String, String> pages() {
        Map<String, String> pages = new TreeMap<>();
        commands()
                .forEach(
                        command -> pages.put("postwarden-" + command.name() + ".8", page(command)));
        return pages;
    }

    /** Those that a user sees. */
    static List<CommandSpec> commands() {
        return new CommandLine(new Postwarden())
                .getSubcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .filter(command -> !command.usageMessage().hidden())
                        .toList();
    }

    private String page(CommandSpec command) {
        String name = "postwarden-" + command.name();
        StringBuilder page = new StringBuilder();
        line(page, ".\\\" Made by packaging/manual from the command's class: do not edit.");
        line(page, ".Dd " + date);
        line(page, ".Dt " + name.toUpperCase(Locale.ROOT) + " 8");
        line(page, ".Os");
        line(page, ".Sh NAME");
        line(page, ".Nm " + name);
        line(page, ".Nd " + escaped(nameLine(command)));
        line(page, ".Sh SYNOPSIS");
        line(page, ".Nm postwarden " + command.name());
        command.options().forEach(option -> line(page, ".Op " + written(option)));
        command.positionalParameters()
                .forEach(
                        parameter ->
                                line(
                                        page,
                                        (optional(parameter) ? ".Op " : ".") + written(parameter)));
        line(page, ".Sh DESCRIPTION");
        line(page, text(command.usageMessage().description()));
        if (!command.positionalParameters().isEmpty()) {
            list(page, command.positionalParameters());
        }
        line(page, ".Sh OPTIONS");
        list(page, command.options());
        line(page, ".Sh SEE ALSO");
        line(page, ".Xr postwarden-rules 5 ,");
        line(page, ".Xr postwarden.toml 5 ,");
        line(page, ".Xr postwarden 8");
        return page.toString();
    }

    private static void list(StringBuilder page, List<? extends ArgSpec> arguments) {
        line(page, ".Bl -tag -width Ds");
        for (ArgSpec argument : arguments) {
            line(page, ".It " + written(argument));
            line(page, text(argument.description()));
        }
        line(page, ".El");
    }

    private static String written(ArgSpec argument) {
        return switch (argument) {
            case OptionSpec option -> written(option);
            case PositionalParamSpec parameter ->
                    "Ar " + parameter.paramLabel() + (parameter.arity().max() > 1 ? " ..." : "");
            default -> throw new IllegalArgumentException(argument.toString());
        };
    }

    private static String written(OptionSpec option) {
        String names =
                List.of(option.names()).stream()
                        .map(name -> "Fl " + name.substring(1))
                        .collect(Collectors.joining(" , "));
        return option.arity().max() == 0 ? names : names + " Ns = Ns Ar " + option.paramLabel();
    }

    private static boolean optional(PositionalParamSpec parameter) {
        return parameter.arity().min() == 0;
    }

    /** The first sentence, as the NAME section wants it: without a full stop. */
    private static String nameLine(CommandSpec command) {
        String text = String.join(" ", command.usageMessage().description());
        String sentence = text.replaceFirst("[.:] .*|\\.$", "");
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    /** A sentence a line, as mdoc wants it. */
    private static String text(String... paragraphs) {
        return escaped(String.join(" ", paragraphs)).replaceAll("(?<=[.?!]) (?=[A-Z])", "\n");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("…", "...").replaceAll("(?m)^([.'])", "\\\\&$1");
    }

    private static void line(StringBuilder page, String line) {
        page.append(line).append('\n');
    }
}
