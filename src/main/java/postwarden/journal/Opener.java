package postwarden.journal;

import static postwarden.journal.LibSystemd.SD_JOURNAL_LOCAL_ONLY;
import static postwarden.journal.LibSystemd.SD_JOURNAL_SYSTEM;

import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import postwarden.JournalException;
import postwarden.Micros;
import postwarden.Refusal;

/**
 * Opens a {@link Source}, and says in one sentence why it cannot. One thread's.
 *
 * <p>libsystemd opens a directory whose files it may not read without a complaint, and shows
 * nothing: so what it opened is looked at.
 */
final class Opener {
    private final Source source;
    private final Directories directories;

    Opener(Source source) {
        this.source = source;
        directories =
                new Directories(
                        switch (source) {
                            case Source.ThisSystem() ->
                                    List.of(
                                            Path.of("/run/log/journal"),
                                            Path.of("/var/log/journal"));
                            case Source.Directory(Path path) -> List.of(path);
                            case Source.Files files -> List.of();
                        });
    }

    /**
     * A directory without a file that can be read is only unavailable: journald makes its first
     * file in steps, and another one where it finds a broken one.
     *
     * @throws Refusal if there is nothing that can be read
     */
    Handle open() {
        return switch (source) {
            case Source.ThisSystem() -> nonempty(reopen(), "This system's journal");
            case Source.Directory(Path path) -> {
                if (!Files.isDirectory(path)) {
                    throw missing("the journal directory " + path + " does not exist");
                }
                if (!Files.isReadable(path)) {
                    throw forbidden(List.of(path));
                }
                yield nonempty(reopen(), "the journal directory " + path);
            }
            case Source.Files(List<Path> paths) -> {
                paths.forEach(Opener::requireJournal);
                yield reopen();
            }
        };
    }

    /** Opens what is there, also if that is nothing yet. */
    Handle reopen() {
        directories.remember();
        return another();
    }

    /** Opens a second handle, for a look beside the first. */
    Handle another() {
        return switch (source) {
            case Source.ThisSystem() ->
                    new Handle(
                            "sd_journal_open",
                            ret ->
                                    LibSystemd.sd_journal_open(
                                            ret, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM));
            case Source.Directory(Path path) -> {
                int flags = directories.haveSystemFiles() ? SD_JOURNAL_SYSTEM : 0;
                byte[] string = LibSystemd.string(path.toString());
                yield new Handle(
                        "sd_journal_open_directory",
                        ret -> LibSystemd.sd_journal_open_directory(ret, string, flags));
            }
            case Source.Files(List<Path> paths) -> openFiles(paths);
        };
    }

    /**
     * Whether a handle that has sought that time finds nothing, though there is something: a seek
     * goes by an index that may be damaged, and libsystemd lets go of the file. Takes a step.
     */
    boolean isAstray(Handle sought, Instant time, Selection selection) {
        if (sought.next() > 0) {
            return false;
        }
        try (Handle fresh = another()) {
            fresh.match(selection.matches());
            return fresh.newest()
                    && fresh.time().stream()
                            .mapToObj(Micros::instant)
                            .anyMatch(newest -> !newest.isBefore(time));
        }
    }

    /**
     * Whether a directory came or was replaced since (re)opening, of which libsystemd notices only
     * what happens inside; or files came or went, which it misses where there are too few of
     * inotify's watches.
     */
    boolean isOutdated() {
        return directories.areChanged();
    }

    List<Path> files() {
        return source instanceof Source.Files(List<Path> paths) ? paths : directories.chosen();
    }

    private Handle nonempty(Handle handle, String what) {
        if (handle.diskUsage() > 0) {
            return handle;
        }
        handle.close();
        List<Path> unreadable = directories.unreadable();
        if (!unreadable.isEmpty()) {
            throw forbidden(unreadable);
        }
        List<Path> files = directories.files();
        throw missing(
                files.isEmpty()
                        ? what + " is empty: there are no journal files in " + directories
                        : what + " holds no journal file that can be read: " + names(files));
    }

    private static void requireJournal(Path file) {
        if (!Files.exists(file)) {
            throw missing("the journal file " + file + " does not exist");
        }
        if (!Files.isReadable(file)) {
            throw forbidden(List.of(file));
        }
        try {
            openFiles(List.of(file)).close();
        } catch (JournalException e) {
            throw new Refusal(
                    Refusal.Kind.BAD_INPUT,
                    file + " is no journal file that can be read (" + e.getMessage() + ")");
        }
    }

    private static Handle openFiles(List<Path> paths) {
        String[] names = paths.stream().map(Path::toString).toArray(String[]::new);
        try (StringArray array = new StringArray(names, "UTF-8")) {
            return new Handle(
                    "sd_journal_open_files",
                    ret -> LibSystemd.sd_journal_open_files(ret, Pointer.nativeValue(array), 0));
        }
    }

    private static Refusal missing(String sentence) {
        return new Refusal(Refusal.Kind.UNAVAILABLE, sentence);
    }

    private static Refusal forbidden(List<Path> files) {
        return new Refusal(
                Refusal.Kind.NO_PERMISSION,
                "the journal may not be read here ("
                        + names(files)
                        + "): that takes root or a member of the group systemd-journal or adm");
    }

    private static String names(List<Path> files) {
        return files.stream().limit(3).map(Path::toString).collect(Collectors.joining(", "))
                + (files.size() > 3 ? ", …" : "");
    }
}
