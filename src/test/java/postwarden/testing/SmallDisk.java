package postwarden.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own that can be full, or turn read-only; gone with {@link #close}. */
public final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 4096;

    private final Path directory;
    private final Path filler;

    private SmallDisk(Path directory) {
        this.directory = directory;
        this.filler = directory.resolve("filler");
    }

    /** In memory; the directory is made. */
    public static SmallDisk inMemory(Path directory, int megabytes) {
        make(directory);
        command("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", "" + directory);
        return new SmallDisk(directory);
    }

    /** An ext4 in a file beside the directory, which turns read-only at the first error. */
    public static SmallDisk inFile(Path directory, int megabytes) {
        make(directory);
        command("truncate", "-s", megabytes + "M", image(directory));
        command("mkfs.ext4", "-q", image(directory));
        SmallDisk disk = new SmallDisk(directory);
        disk.mount();
        return disk;
    }

    public Path directory() {
        return directory;
    }

    /** Nothing more fits on it. */
    public void fill() {
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return;
        }
    }

    public void makeRoom() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the kernel does when it finds the file system in disorder. */
    public void turnReadOnly() {
        String device = command("findmnt", "-n", "-o", "SOURCE", "" + directory).strip();
        Path trigger =
                Path.of("/sys/fs/ext4", Path.of(device).getFileName().toString())
                        .resolve("trigger_fs_error");
        try {
            Files.writeString(trigger, "a test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody uses it now. */
    public void mend() {
        command("umount", "" + directory);
        command("sh", "-c", "fsck.ext4 -fy " + image(directory) + "; test $? -le 1");
        mount();
    }

    /** Also if a test that failed has left something open on it. */
    @Override
    public void close() {
        command("umount", "--lazy", "" + directory);
    }

    private void mount() {
        command("mount", "-o", "loop,errors=remount-ro", image(directory), "" + directory);
    }

    private static String image(Path directory) {
        return directory + ".image";
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String command(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(List.of(command) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
