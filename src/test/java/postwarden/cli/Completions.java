package postwarden.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the shells offer, out of the commands' classes. */
final class Completions {
    private static final String MADE =
            "# Made by packaging/manual from the commands' classes: do not edit.\n";

    private Completions() {}

    /** File names and contents. */
    static Map<String, String> scripts() {
        Map<String, String> scripts = new TreeMap<>();
        scripts.put("postwarden.bash", bash());
        scripts.put("_postwarden", zsh());
        scripts.put("postwarden.fish", fish());
        return scripts;
    }

    private static String bash() {
        CommandLine commands = new CommandLine(new Postwarden());
        commands.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> command.usageMessage().hidden())
                .toList()
                .forEach(command -> commands.getCommandSpec().removeSubcommand(command.name()));
        String script = AutoComplete.bash("postwarden", commands);
        // Its header has the time at which it was made.
        return MADE + script.substring(script.indexOf("if [ -n \"$BASH_VERSION\" ]"));
    }

    private static String zsh() {
        StringBuilder script = new StringBuilder("#compdef postwarden\n").append(MADE);
        script.append("_postwarden() {\n  local -a commands=(\n");
        for (CommandSpec command : ManualPages.commands()) {
            script.append("    ").append(quoted(command.name() + ":" + sentence(command)));
            script.append('\n');
        }
        script.append("  )\n");
        script.append("  if (( CURRENT == 2 )); then\n");
        script.append("    _describe command commands\n");
        script.append("    _arguments").append(zsh(root().options())).append('\n');
        script.append("    return\n  fi\n");
        script.append("  local command=$words[2]\n");
        script.append("  shift words\n  (( CURRENT-- ))\n");
        script.append("  case $command in\n");
        for (CommandSpec command : ManualPages.commands()) {
            script.append("    ").append(command.name()).append(")\n      _arguments");
            script.append(zsh(command.options()));
            for (PositionalParamSpec parameter : command.positionalParameters()) {
                script.append(" \\\n        ");
                script.append(quoted("*:" + parameter.paramLabel() + ":" + zshAction(parameter)));
            }
            script.append("\n      ;;\n");
        }
        return script.append("  esac\n}\n\n_postwarden \"$@\"\n").toString();
    }

    private static String zsh(List<OptionSpec> options) {
        return options.stream()
                .flatMap(
                        option ->
                                List.of(option.names()).stream()
                                        .map(name -> " \\\n        " + zsh(option, name)))
                .collect(Collectors.joining());
    }

    private static String zsh(OptionSpec option, String name) {
        String about = "[" + sentence(option).replace("[", "\\[").replace("]", "\\]") + "]";
        String value =
                option.arity().max() == 0
                        ? about
                        : "=" + about + ":" + option.paramLabel() + ":" + zshAction(option);
        return quoted((option.isMultiValue() ? "*" : "") + name + value);
    }

    private static String zshAction(ArgSpec argument) {
        return isFile(argument) ? "_files" : "";
    }

    private static String fish() {
        StringBuilder script = new StringBuilder(MADE);
        script.append("complete -c postwarden -f\n");
        root().options().forEach(option -> fish(script, "__fish_use_subcommand", option));
        for (CommandSpec command : ManualPages.commands()) {
            script.append("complete -c postwarden -n __fish_use_subcommand -a ");
            script.append(command.name()).append(" -d ").append(quoted(sentence(command)));
            script.append('\n');
            String seen = "'__fish_seen_subcommand_from " + command.name() + "'";
            command.options().forEach(option -> fish(script, seen, option));
            if (command.positionalParameters().stream().anyMatch(Completions::isFile)) {
                script.append("complete -c postwarden -n ").append(seen).append(" -F\n");
            }
        }
        return script.toString();
    }

    private static void fish(StringBuilder script, String condition, OptionSpec option) {
        script.append("complete -c postwarden -n ").append(condition);
        for (String name : option.names()) {
            boolean isLong = name.startsWith("--");
            script.append(isLong ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            script.append(isFile(option) ? " -r -F" : " -x");
        }
        script.append(" -d ").append(quoted(sentence(option))).append('\n');
    }

    private static CommandSpec root() {
        return new CommandLine(new Postwarden()).getCommandSpec();
    }

    private static boolean isFile(ArgSpec argument) {
        return argument.type() == Path.class
                || List.of(argument.auxiliaryTypes()).contains(Path.class);
    }

    private static String sentence(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    private static String sentence(ArgSpec argument) {
        return String.join(" ", argument.description());
    }

    /** For zsh and fish alike: in single quotes, without one inside. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "’") + "'";
    }
}
