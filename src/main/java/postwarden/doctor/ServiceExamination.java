package postwarden.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import postwarden.config.Settings;
import postwarden.config.SettingsFile;
import postwarden.daemon.JournalSource;
import postwarden.journal.Journals;

/**
 * Whether the service's user may read and write what the service needs. The examinations beside
 * this one look as whoever called them, mostly root.
 *
 * @param configuration where the settings are from
 */
record ServiceExamination(ServiceUser service, Settings settings, Path configuration)
        implements Examination {
    private static final String SUBJECT = "service";

    @Override
    public List<Diagnosis> look() {
        if (!service.canBeTried()) {
            return List.of(
                    Diagnosis.wrong(
                            SUBJECT,
                            "setpriv cannot become its user '"
                                    + service.user()
                                    + "' with the groups "
                                    + String.join(", ", service.groups()),
                            "systemd-sysusers (or see what " + service.trial() + " says)"));
        }
        List<Diagnosis> found = new ArrayList<>();
        check("read", "-r", SettingsFile.files(configuration), ServiceExamination::opened)
                .ifPresent(found::add);
        check("read", "-r", settings.rules().files(), ServiceExamination::opened)
                .ifPresent(found::add);
        check("read", "-r", journal(), (path, at) -> shared(at)).ifPresent(found::add);
        ledger().ifPresent(found::add);
        return found.isEmpty()
                ? List.of(
                        Diagnosis.ok(
                                SUBJECT,
                                "its user '"
                                        + service.user()
                                        + "' may read the settings, the rules and the journal,"
                                        + " and write the ledger"))
                : found;
    }

    /**
     * The first path that the user may not use so. What is not there needs no rights.
     *
     * @param remedy by that path, and by where it is shut: there, or further up
     */
    private Optional<Diagnosis> check(
            String verb, String right, List<Path> paths, BiFunction<Path, Path, String> remedy) {
        List<Path> present = paths.stream().filter(Files::exists).toList();
        if (service.may(right, present)) {
            return Optional.empty();
        }
        return present.stream()
                .filter(path -> !service.may(right, List.of(path)))
                .findFirst()
                .map(path -> wrong(verb + " " + path, remedy.apply(path, shut(path))));
    }

    /** The path itself, or the first directory on the way to it that lets nobody through. */
    private Path shut(Path path) {
        Path shut = path;
        for (Path each = path.getParent(); each != null; each = each.getParent()) {
            shut = service.may("-x", List.of(each)) ? shut : each;
        }
        return shut;
    }

    private static String opened(Path path, Path at) {
        String reading = Files.isDirectory(path) ? "rx " : "r ";
        return "chmod a+" + (at.equals(path) ? reading : "x ") + at;
    }

    /**
     * journald gives what it writes to a group, which the service has to be in; never to root's.
     */
    private static String shared(Path at) {
        PosixFileAttributes file;
        try {
            file = Files.readAttributes(at, PosixFileAttributes.class);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        String group = file.group().getName();
        if (group.equals("root")) {
            return "chgrp systemd-journal " + at + " && chmod g+rX " + at;
        }
        return file.permissions().contains(PosixFilePermission.GROUP_READ)
                ? "systemctl edit postwarden (SupplementaryGroups=" + group + " in [Service])"
                : "chmod g+rX " + at;
    }

    /** The directories first. */
    private List<Path> journal() {
        List<Path> files = Journals.files(JournalSource.source(settings.journal()));
        return Stream.concat(files.stream().map(Path::getParent).distinct(), files.stream())
                .toList();
    }

    private Optional<Diagnosis> ledger() {
        Path file = settings.ledger().file();
        Path directory = file.getParent();
        if (!service.unitLetsWrite(directory)) {
            return Optional.of(
                    wrong(
                            "write to " + directory + ", which its unit shuts",
                            "systemctl edit postwarden (ReadWritePaths="
                                    + directory
                                    + " in [Service])"));
        }
        String owned = "chown -R " + service.user() + ":" + service.group() + " " + directory;
        return check(
                "write",
                "-w",
                Stream.concat(Stream.of(directory), beside(file).stream()).toList(),
                (path, at) -> at.equals(path) ? owned : "chmod a+x " + at);
    }

    /** The ledger and what SQLite and the daemon keep beside it. */
    private static List<Path> beside(Path ledger) {
        try (Stream<Path> files = Files.list(ledger.getParent())) {
            String name = ledger.getFileName().toString();
            return files.filter(file -> file.getFileName().toString().startsWith(name))
                    .sorted()
                    .toList();
        } catch (IOException absent) {
            return List.of(); // the first start makes it
        }
    }

    private Diagnosis wrong(String what, String remedy) {
        return Diagnosis.wrong(
                SUBJECT, "its user '" + service.user() + "' may not " + what, remedy);
    }
}
