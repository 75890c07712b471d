package postwarden.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A journal file that grows, written by systemd's own writer: {@code systemd-journal-remote}, as a
 * process of its own, which ends with {@link #close}. What is written can be read a moment later.
 */
public final class TestingJournal implements AutoCloseable {
    private final Process writer;
    private final OutputStream pipe;

    /**
     * @param file ends with {@code .journal}; if it exists, it grows
     */
    public TestingJournal(Path file) {
        try {
            writer =
                    new ProcessBuilder(program(), "--output=" + file, "-")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pipe = writer.getOutputStream();
    }

    /** Writes a file, or what is to follow in it, and returns when it is there. */
    public static Path write(Path file, List<TestingEntry> entries) {
        try (TestingJournal journal = new TestingJournal(file)) {
            entries.forEach(journal::write);
        }
        return file;
    }

    public void write(TestingEntry entry) {
        try {
            pipe.write(entry.export());
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything written is in the file. */
    @Override
    public void close() {
        try {
            pipe.close();
            int status = writer.waitFor();
            if (status != 0) {
                throw new IllegalStateException("systemd-journal-remote ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String program() {
        return Stream.of("/usr/lib/systemd", "/lib/systemd")
                .map(directory -> Path.of(directory, "systemd-journal-remote"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("systemd-journal-remote is missing"))
                .toString();
    }
}
