package postwarden.log;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * {@code level: message key=value}, without what the message says already; whoever collects stderr
 * adds the time.
 */
final class StderrSink implements Sink {
    private final PrintStream out;

    StderrSink(PrintStream out) {
        this.out = out;
    }

    @Override
    public void write(Level level, String message, List<KeyValuePair> facts) {
        StringBuilder line = new StringBuilder();
        line.append(level.toString().toLowerCase(Locale.ROOT)).append(": ").append(message);
        for (KeyValuePair fact : facts) {
            if (!message.contains(String.valueOf(fact.value))) {
                line.append(' ').append(fact.key).append('=').append(fact.value);
            }
        }
        out.println(line);
    }
}
