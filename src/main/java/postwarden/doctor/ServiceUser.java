package postwarden.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import postwarden.friends.Command;

/**
 * As whom the service runs. What that user may do is tried by test(1), run with his numbers: so the
 * kernel answers, and access lists count. Takes root.
 *
 * @param user a name or a number
 * @param groups names or numbers; the first is his own
 * @param writable the directories that the unit leaves writable; empty: it shuts none
 */
record ServiceUser(String user, List<String> groups, Optional<List<Path>> writable) {
    private static final String UNIT = "postwarden.service";
    private static final Path STATE = Path.of("/var/lib");

    ServiceUser {
        groups = List.copyOf(groups);
        writable = writable.map(List::copyOf);
    }

    /** Empty if systemd knows no such service, or root runs it. */
    static Optional<ServiceUser> find() {
        return Command.output(
                        List.of(
                                "systemctl",
                                "show",
                                UNIT,
                                "--property=LoadState,User,Group,SupplementaryGroups,"
                                        + "ProtectSystem,StateDirectory,ReadWritePaths"))
                .flatMap(
                        properties ->
                                of(properties, name -> Command.output(List.of("id", "-G", name))));
    }

    /**
     * By the unit's properties, one a line.
     *
     * @param memberships a user's groups as id(1) has them, his own first
     */
    static Optional<ServiceUser> of(
            String properties, Function<String, Optional<String>> memberships) {
        Map<String, String> unit = new HashMap<>();
        properties
                .lines()
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> unit.put(parts[0], parts[1]));
        String user = unit.getOrDefault("User", "");
        if (user.isEmpty() || !unit.getOrDefault("LoadState", "").equals("loaded")) {
            return Optional.empty();
        }
        List<String> groups = new ArrayList<>(words(unit, "Group"));
        groups.addAll(memberships.apply(user).map(ServiceUser::words).orElse(List.of()));
        groups.addAll(words(unit, "SupplementaryGroups"));
        return Optional.of(new ServiceUser(user, groups, writable(unit)));
    }

    private static Optional<List<Path>> writable(Map<String, String> unit) {
        if (!unit.getOrDefault("ProtectSystem", "").equals("strict")) {
            return Optional.empty();
        }
        Stream<Path> states = words(unit, "StateDirectory").stream().map(STATE::resolve);
        Stream<Path> others =
                words(unit, "ReadWritePaths").stream()
                        .map(word -> Path.of(word.replaceFirst("^[-+]+", "")));
        return Optional.of(Stream.concat(states, others).toList());
    }

    /** His own group; his name where nothing is known of groups. */
    String group() {
        return groups.isEmpty() ? user : groups.getFirst();
    }

    /** Whether there is such a user with such groups, whom this process may become. */
    boolean canBeTried() {
        return Command.output(as(List.of("true"))).isPresent();
    }

    /** The command that says why not. */
    String trial() {
        return String.join(" ", as(List.of("true")));
    }

    /** Whether that is among what the unit leaves writable. */
    boolean unitLetsWrite(Path directory) {
        return writable.map(open -> open.stream().anyMatch(directory::startsWith)).orElse(true);
    }

    /**
     * Whether he may use each of the paths so; directories he must also be let through.
     *
     * @param right as test(1) has it: {@code -r}, {@code -w}, {@code -x}
     */
    boolean may(String right, List<Path> paths) {
        List<String> test = new ArrayList<>(List.of("test", "-d", "/"));
        for (Path path : paths) {
            test.addAll(List.of("-a", right, path.toString()));
            if (Files.isDirectory(path)) {
                test.addAll(List.of("-a", "-x", path.toString()));
            }
        }
        return Command.output(as(test)).isPresent();
    }

    private List<String> as(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("setpriv", "--reuid=" + user));
        whole.add("--regid=" + group());
        whole.add(groups.isEmpty() ? "--clear-groups" : "--groups=" + String.join(",", groups));
        whole.addAll(command);
        return whole;
    }

    private static List<String> words(Map<String, String> unit, String property) {
        return words(unit.getOrDefault(property, ""));
    }

    private static List<String> words(String text) {
        return Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
