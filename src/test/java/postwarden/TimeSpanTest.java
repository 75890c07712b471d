package postwarden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
    @ParameterizedTest(name = "{0} is {1} s, written {2}")
    @CsvSource({
        "7d, 604800, 7d",
        "24h, 86400, 1d",
        "1h 30m, 5400, 1h 30m",
        "1h30min, 5400, 1h 30m",
        "2w, 1209600, 14d",
        "90 s, 90, 1m 30s",
        "0s, 0, 0s",
    })
    void numbersHaveUnits(String text, long seconds, String written) {
        assertEquals(Optional.of(Duration.ofSeconds(seconds)), TimeSpan.parse(text));
        assertEquals(written, TimeSpan.format(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest(name = "''{0}'' is no duration")
    @ValueSource(strings = {"", "7", "d", "-7d", "7 days", "1.5h", "7d x", "99999999999d", "7D"})
    void whatHasNoUnitIsNone(String text) {
        assertEquals(Optional.empty(), TimeSpan.parse(text));
    }
}
