package postwarden.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import postwarden.Refusal;
import postwarden.cli.Recording.Recorded;

/** Writes a recording into a real journal file as time goes by, through systemd-journal-remote. */
final class Feeder implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Process writer;
    private final List<Recorded> entries;
    private final int speed;

    private Feeder(Process writer, List<Recorded> entries, int speed) {
        this.writer = writer;
        this.entries = entries;
        this.speed = speed;
    }

    /**
     * Makes the file, with the first entry in it.
     *
     * @param speed how many recorded seconds go by in one
     */
    static Feeder start(Path file, List<Recorded> entries, int speed)
            throws IOException, InterruptedException {
        Process writer =
                new ProcessBuilder(program(), "--output=" + file, "-")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Feeder feeder = new Feeder(writer, entries.subList(1, entries.size()), speed);
        feeder.write(entries.getFirst(), Instant.now());
        feeder.writer.getOutputStream().flush();
        for (int i = 0; i < PATIENCE_SECONDS * 100 && !Files.exists(file); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return feeder;
    }

    /** Each entry when its time has come; gives the time of the last. */
    Instant feed() throws InterruptedException {
        Instant recordedStart = entries.getFirst().time();
        Instant start = Instant.now();
        Instant time = start;
        try {
            OutputStream out = writer.getOutputStream();
            for (Recorded entry : entries) {
                time = start.plus(Duration.between(recordedStart, entry.time()).dividedBy(speed));
                long early = Duration.between(Instant.now(), time).toMillis();
                if (early > 0) {
                    out.flush();
                    TimeUnit.MILLISECONDS.sleep(early);
                }
                write(entry, time);
            }
            out.close();
        } catch (IOException broken) {
            throw new UncheckedIOException("systemd-journal-remote ended early", broken);
        }
        if (!writer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("systemd-journal-remote does not end");
        }
        return time;
    }

    @Override
    public void close() {
        writer.destroy();
    }

    private void write(Recorded entry, Instant time) throws IOException {
        writer.getOutputStream().write(entry.exported(time));
    }

    private static String program() {
        return Stream.of("/usr/lib/systemd", "/lib/systemd")
                .map(directory -> Path.of(directory, "systemd-journal-remote"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(
                        () ->
                                new Refusal(
                                        Refusal.Kind.UNAVAILABLE,
                                        "the demo writes its journal with systemd-journal-remote,"
                                                + " which is not installed here"));
    }
}
