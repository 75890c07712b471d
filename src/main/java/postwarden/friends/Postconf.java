package postwarden.friends;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Asks postconf(1) how every Postfix instance of this host is set up. Blocks for a moment. */
public final class Postconf {
    private final String program;

    /**
     * @param program a file
     */
    public Postconf(String program) {
        this.program = program;
    }

    /** Empty if there is no Postfix on this host. */
    public static Optional<Postconf> find() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Pattern.compile(":")
                .splitAsStream(path)
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "postconf"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(file -> new Postconf(file.toString()));
    }

    /** Empty if postconf gave no answer for one of the instances. */
    Optional<MyNetworks> mynetworks() {
        return values("mynetworks")
                .flatMap(values -> values.stream().map(MyNetworks::parse).reduce(MyNetworks::plus));
    }

    /**
     * A parameter's value in each instance, the main one first; empty if postconf gave no answer
     * for one of them. A parameter that this Postfix does not know yet has an empty value.
     */
    public Optional<List<String>> values(String parameter) {
        Optional<String> main = Command.output(List.of(program, "-xh", parameter));
        Optional<String> others =
                Command.output(List.of(program, "-xh", "multi_instance_directories"));
        if (main.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>(List.of(main.get().strip()));
        for (String directory : MyNetworks.words(others.get())) {
            Optional<String> more =
                    Command.output(List.of(program, "-c", directory, "-xh", parameter));
            if (more.isEmpty()) {
                return Optional.empty();
            }
            values.add(more.get().strip());
        }
        return Optional.of(values);
    }
}
