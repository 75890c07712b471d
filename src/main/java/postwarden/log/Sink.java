package postwarden.log;

import java.util.List;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** Where log lines go. For any thread. */
interface Sink {
    void write(Level level, String message, List<KeyValuePair> facts);
}
