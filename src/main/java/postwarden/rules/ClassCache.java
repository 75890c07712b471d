package postwarden.rules;

import groovy.lang.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compiled rule files, kept between starts: compiling costs seconds in a cold JVM. A file's name
 * says what it was compiled from and with; its first bytes say whether it is whole. Kept classes
 * are code, so they are loaded only from where nobody but root and the caller can have put them.
 *
 * <p>Whatever goes wrong here only means to compile again. Safe for several processes.
 */
final class ClassCache {
    /** Raise it when the words, the {@link Grammar} or this format change. */
    private static final int LANGUAGE_VERSION = 3;

    private static final int DIGEST_BYTES = 32;
    private static final int MOST_CLASSES = 10_000;
    private static final int MOST_BYTES = 16 << 20;

    private final List<Path> directories;
    private final Custody custody;

    /**
     * @param directories all are searched; what is new is kept in the first
     */
    ClassCache(List<Path> directories, Custody custody) {
        this.directories = List.copyOf(directories);
        this.custody = custody;
    }

    Optional<Map<String, byte[]>> find(String text) {
        return directories.stream()
                .map(directory -> directory.resolve(name(text)))
                .flatMap(file -> find(file).stream())
                .findFirst();
    }

    private Optional<Map<String, byte[]>> find(Path file) {
        try {
            if (!Files.exists(file) || custody.objection(file).isPresent()) {
                return Optional.empty();
            }
            return Files.size(file) > MOST_BYTES
                    ? Optional.empty()
                    : Optional.of(unpacked(Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void keep(String text, Map<String, byte[]> classes) {
        Path directory = directories.getFirst();
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwxr-xr-x")));
            Path written =
                    Files.createTempFile(
                            directory,
                            ".rules",
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-r--r--")));
            try {
                Files.write(written, packed(classes));
                Files.move(written, directory.resolve(name(text)), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            return; // the next start compiles again
        }
    }

    private static String name(String text) {
        String made =
                String.join(
                        "\n",
                        Integer.toString(LANGUAGE_VERSION),
                        versionOf(Rules.class),
                        versionOf(Script.class),
                        Integer.toString(Runtime.version().feature()),
                        text);
        byte[] key = sha256(made.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(key) + ".rules";
    }

    private static byte[] packed(Map<String, byte[]> classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(classes.size());
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            out.writeUTF(each.getKey());
            out.writeInt(each.getValue().length);
            out.write(each.getValue());
        }
        byte[] content = bytes.toByteArray();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(sha256(content));
        whole.write(content);
        return whole.toByteArray();
    }

    private static Map<String, byte[]> unpacked(byte[] whole) throws IOException {
        byte[] content =
                Arrays.copyOfRange(whole, Math.min(DIGEST_BYTES, whole.length), whole.length);
        if (!Arrays.equals(sha256(content), Arrays.copyOf(whole, DIGEST_BYTES))) {
            throw new IOException("damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        int count = in.readInt();
        if (count < 1 || count > MOST_CLASSES) {
            throw new IOException("damaged");
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new IOException("damaged");
            }
            classes.put(name, in.readNBytes(length));
        }
        return classes;
    }

    /** As its jar says, since asking Groovy would start it; "null" for what is in no jar. */
    private static String versionOf(Class<?> type) {
        return String.valueOf(type.getPackage().getImplementationVersion());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
