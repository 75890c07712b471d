package postwarden.fail2ban;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import postwarden.Refusal;
import postwarden.testing.FuzzTarget;

/** Any text as a filter, and as fail2ban's jails. */
public final class FilterTarget implements FuzzTarget {
    private final Path directory;

    public FilterTarget() throws IOException {
        directory = FuzzTarget.scratch();
        Files.createDirectory(directory.resolve("filter.d"));
        Files.writeString(directory.resolve("jail.conf"), "[x]\nenabled = true\nfilter = a\n");
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return List.of(
                "[INCLUDES]\nbefore = /\nafter = ..\n".getBytes(UTF_8),
                "[INCLUDES]\nbefore = ./a.conf\nafter = ../filter.d/a.conf\n".getBytes(UTF_8),
                doubling().getBytes(UTF_8),
                Files.readAllBytes(
                        Path.of("src/test/resources/postwarden/rules/published-patterns.conf")),
                """
                [INCLUDES]
                before = b.conf
                [DEFAULT]
                x = %(y)s
                [Definition]
                _daemon = postfix(-\\w+)?/\\w+
                mode = normal
                mdpr-normal = a<b>
                failregex = <mdre-<mode>>
                mdre-normal = ^%(__prefix_line)slost from <HOST>$
                    ^found (?:x|y) <HOST>
                ignoreregex = ^z
                [Init]
                maxlines = 2
                """
                        .getBytes(UTF_8));
    }

    @Override
    public void take(byte[] input) throws IOException {
        Path filter = directory.resolve("filter.d/a.conf");
        Files.write(filter, input);
        Files.write(directory.resolve("jail.local"), input);
        Fail2banImport reader = new Fail2banImport(TestingLinter.LINTER);
        attempt(() -> reader.filter(filter, Map.of("mode", "normal")));
        attempt(() -> reader.jails(directory, List.of()));
    }

    /** Each option is twice the one before. */
    private static String doubling() {
        StringBuilder text = new StringBuilder("[Definition]\nx0 = aaaaaaaaaa\n");
        for (int i = 1; i < 40; i++) {
            text.append("x%d = %%(x%d)s<x%d>\n".formatted(i, i - 1, i - 1));
        }
        return text.append("failregex = ^%(x39)s<HOST>\n").toString();
    }

    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.BAD_INPUT) {
                throw new AssertionError(refused);
            }
        }
    }
}
