package postwarden.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import postwarden.friends.Postconf;

/** A program that answers as postconf(1) does. */
public final class TestingPostconf {
    private TestingPostconf() {}

    /**
     * Writes it into a directory.
     *
     * @param answers by what is asked, such as {@code -xh relayhost}; all else is not answered
     */
    public static Postconf of(Path directory, Map<String, String> answers) {
        StringBuilder script = new StringBuilder("#!/bin/sh\ncase \"$*\" in\n");
        answers.forEach(
                (asked, answer) ->
                        script.append("\"%s\") echo '%s' ;;\n".formatted(asked, answer)));
        try {
            Path program =
                    Files.writeString(
                            directory.resolve("postconf"), script.append("*) exit 1 ;;\nesac\n"));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            return new Postconf(program.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
