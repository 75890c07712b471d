package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** One run of the real command line, and what came of it. */
record CommandLine(int exit, String out, String err) {
    static CommandLine run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Postwarden.run(new PrintWriter(out), new PrintWriter(err), arguments);
        CommandLine run = new CommandLine(exit, out.toString(), err.toString());
        assertFalse(run.err.contains("\tat "), "no stack trace reaches a user: " + run.err);
        return run;
    }

    JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (IOException noJson) {
            throw new UncheckedIOException(out, noJson);
        }
    }
}
