package postwarden.journal;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a file, packed by gzip or not, as bytes; of a longer one the first {@link
 * #MOST_BYTES}, so that memory stays bounded. One thread's.
 */
final class LineReader implements AutoCloseable {
    static final int MOST_BYTES = 16 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final FileInputStream file;
    private final InputStream in;
    private final byte[] line = new byte[MOST_BYTES];
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int filled;
    private long number;

    LineReader(Path path) throws IOException {
        // Not a channel's stream: that asks for its position, and a pipe has none (Java 21 fails).
        file = new FileInputStream(path.toFile());
        in = unpacked(new BufferedInputStream(file));
    }

    /** Returns how many bytes of {@link #line} the next line has, or -1 if there is none. */
    int next() throws IOException {
        if (at == filled && !fill()) {
            return -1;
        }
        number++;
        int length = 0;
        while (at < filled || fill()) {
            byte b = buffer[at++];
            if (b == '\n') {
                break;
            }
            if (length < MOST_BYTES) {
                line[length++] = b;
            }
        }
        return length;
    }

    byte[] line() {
        return line;
    }

    /** Of the file, about: what is buffered counts. Of a pipe 0. */
    long bytesRead() {
        try {
            return file.getChannel().position();
        } catch (IOException closedOrPipe) {
            return 0;
        }
    }

    /** From 1 on. */
    long number() {
        return number;
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }

    private static InputStream unpacked(BufferedInputStream in) throws IOException {
        in.mark(2);
        try {
            int magic = in.read() << 8 | in.read();
            in.reset();
            return magic == GZIP_MAGIC ? new GZIPInputStream(in, BUFFER_BYTES) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
