package postwarden.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Journal;
import postwarden.JournalException;
import postwarden.Position;
import postwarden.Refusal;

/**
 * Mail logs, read one after the other. One thread's.
 *
 * <p>A log has no trusted fields: entries have neither unit nor owner, and every line that can be
 * parsed is counted. A line's cursor is {@code file:line}; nothing goes on from it.
 */
final class MailLog implements Journal {
    private final Deque<Path> files;
    private final SyslogTime times;
    private final Stretch stretch;
    private final Predicate<String> screen;
    private final Counts counts = new Counts();
    private final long bytes;
    private Optional<LineReader> reader = Optional.empty();

    /** Of the files that are finished. */
    private long bytesRead;

    MailLog(
            List<Path> files,
            Predicate<String> screen,
            Stretch stretch,
            ZoneId zone,
            Instant reference) {
        files.forEach(MailLog::requireReadable);
        this.bytes = files.stream().mapToLong(file -> file.toFile().length()).sum();
        this.files = new ArrayDeque<>(files);
        this.screen = screen;
        this.stretch = stretch;
        times = new SyslogTime(zone, reference);
    }

    @Override
    public Batch read(int most) {
        List<Entry> entries = new ArrayList<>();
        Optional<Position> end = Optional.empty();
        int looked = 0;
        while (looked < most && !files.isEmpty()) {
            Path file = files.getFirst();
            try {
                LineReader lines = open(file);
                int length = lines.next();
                if (length < 0) {
                    finish();
                    continue;
                }
                looked++;
                Optional<SyslogLine> line = SyslogLine.parse(lines.line(), length, times);
                if (line.isEmpty()) {
                    counts.damaged++;
                    continue;
                }
                Position position = new Position(file + ":" + lines.number(), line.get().time());
                end = Optional.of(position);
                take(line.get(), position).ifPresent(entries::add);
            } catch (ZipException | EOFException e) {
                // What a broken archive still gave is worth having; so are the files behind it.
                counts.damaged++;
                finish();
            } catch (IOException e) {
                throw new JournalException("read " + file + ": " + e.getMessage(), e);
            }
        }
        return new Batch(entries, end, counts.take(), Optional.empty(), files.isEmpty());
    }

    /** By bytes of the files, packed or not. */
    @Override
    public OptionalDouble done() {
        long read = bytesRead + reader.map(LineReader::bytesRead).orElse(0L);
        return bytes == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.clamp((double) read / bytes, 0, 1));
    }

    private Optional<Entry> take(SyslogLine line, Position position) {
        if (!stretch.holds(line.time())) {
            return Optional.empty();
        }
        counts.entries++;
        counts.cut += line.isCut() ? 1 : 0;
        if (!screen.test(line.message())) {
            return Optional.empty();
        }
        return Optional.of(
                new Entry(
                        position.cursor(),
                        line.time(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        line.identifier(),
                        line.message()));
    }

    private LineReader open(Path file) throws IOException {
        if (reader.isEmpty()) {
            reader = Optional.of(new LineReader(file));
        }
        return reader.get();
    }

    private void finish() {
        bytesRead += reader.map(LineReader::bytesRead).orElse(0L);
        close();
        files.removeFirst();
    }

    private static void requireReadable(Path file) {
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, file + ": there is no such mail log");
        }
        if (!Files.isReadable(file)) {
            throw new Refusal(
                    Refusal.Kind.NO_PERMISSION, file + ": this user may not read the mail log");
        }
    }

    @Override
    public void close() {
        try {
            if (reader.isPresent()) {
                reader.get().close();
            }
        } catch (IOException e) {
            throw new JournalException("close a mail log: " + e.getMessage(), e);
        } finally {
            reader = Optional.empty();
        }
    }
}
