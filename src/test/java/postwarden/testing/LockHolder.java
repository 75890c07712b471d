package postwarden.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Another process that holds the write lock of an SQLite database for a while. */
public final class LockHolder {
    private final Process process;

    private LockHolder(Path database) {
        try {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    LockHolder.class.getName(),
                                    database.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            if (process.getInputStream().read() != '!') {
                throw new IllegalStateException("no lock of " + database);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It holds the lock all the while. */
    public static void during(Path database, Runnable what) {
        LockHolder holder = new LockHolder(database);
        try {
            what.run();
        } finally {
            holder.end();
        }
    }

    private void end() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That process. */
    public static void main(String[] arguments) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0])) {
            connection.createStatement().execute("BEGIN IMMEDIATE");
            System.out.print('!');
            System.out.flush();
            System.in.readAllBytes(); // until it is closed
            connection.createStatement().execute("ROLLBACK");
        }
    }
}
