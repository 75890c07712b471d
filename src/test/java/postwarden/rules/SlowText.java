package postwarden.rules;

import java.util.stream.Stream;

/** 64 KiB of what is hard to match for a matcher that tries again. */
final class SlowText {
    private static final int LENGTH = 64 * 1024;

    private SlowText() {}

    static Stream<String> all() {
        return Stream.of(
                        "a",
                        " ",
                        "<",
                        ">",
                        "[",
                        ": ",
                        "; from=<",
                        " from ",
                        "1.1",
                        "blocked using ",
                        ", rip=1.1.1.1, lip=1.1.1.1")
                .map(unit -> unit.repeat(LENGTH / unit.length()));
    }
}
