package postwarden.testing;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that provokes a fault. It runs with every other test in its short form; {@code
 * packaging/faults} runs all of these, and nothing else, in their long form.
 */
@Retention(RUNTIME)
@Target({TYPE, METHOD})
@Tag("faults")
public @interface Faults {
    /** How often something is provoked. */
    final class Rounds {
        private Rounds() {}

        /** Of the two the one that this run wants. */
        public static int of(int brief, int full) {
            return Boolean.getBoolean("postwarden.faults.full") ? full : brief;
        }
    }
}
