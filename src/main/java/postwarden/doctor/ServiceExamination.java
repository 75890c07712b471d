package postwarden.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
                            "there is no user '"
                                    + service.user()
                                    + "' with the groups "
                                    + String.join(", ", service.groups()),
                            "systemd-sysusers"));
        }
        List<Diagnosis> found = new ArrayList<>();
        unreadable(SettingsFile.files(configuration)).ifPresent(at -> found.add(shut(at)));
        unreadable(settings.rules().files()).ifPresent(at -> found.add(shut(at)));
        unreadable(journal()).ifPresent(at -> found.add(journal(at)));
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

    /** The first that is in the way. What is not there needs no rights. */
    private Optional<Path> unreadable(List<Path> paths) {
        return paths.stream()
                .filter(Files::exists)
                .flatMap(path -> obstacle(path, "-r").stream())
                .findFirst();
    }

    private Optional<Path> obstacle(Path path, String right) {
        return Files.isDirectory(path)
                ? service.obstacle(path, right, "-x")
                : service.obstacle(path, right);
    }

    /** The directories first. */
    private List<Path> journal() {
        Set<Path> paths = new LinkedHashSet<>();
        List<Path> files = Journals.files(JournalSource.source(settings.journal()));
        files.forEach(file -> paths.add(file.getParent()));
        paths.addAll(files);
        return List.copyOf(paths);
    }

    private Diagnosis shut(Path at) {
        return wrong("read " + at, "chmod a+" + (Files.isDirectory(at) ? "rx " : "r ") + at);
    }

    /** journald gives what it writes to a group, which the service has to be in. */
    private Diagnosis journal(Path at) {
        try {
            PosixFileAttributes file =
                    Files.readAttributes(at, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return file.permissions().contains(PosixFilePermission.GROUP_READ)
                    ? wrong(
                            "read " + at,
                            "systemctl edit postwarden (SupplementaryGroups="
                                    + file.group().getName()
                                    + " in [Service])")
                    : wrong("read " + at, "chmod g+rX " + at);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** A first start makes what is not there. */
    private Optional<Diagnosis> ledger() {
        Path file = settings.ledger().file();
        Path directory = file.getParent();
        boolean isShut =
                service.writable().stream()
                        .anyMatch(open -> open.stream().noneMatch(directory::startsWith));
        if (isShut) {
            return Optional.of(
                    wrong(
                            "write to " + directory + ", which its unit shuts",
                            "systemctl edit postwarden (ReadWritePaths="
                                    + directory
                                    + " in [Service])"));
        }
        if (Files.notExists(directory)) {
            return Optional.empty();
        }
        return Stream.concat(Stream.of(directory), beside(file).stream())
                .flatMap(path -> obstacle(path, "-w").stream())
                .findFirst()
                .map(
                        at ->
                                wrong(
                                        "write " + at,
                                        directory.startsWith(at) && !directory.equals(at)
                                                ? "chmod a+x " + at
                                                : "chown -R "
                                                        + service.user()
                                                        + ":"
                                                        + service.group()
                                                        + " "
                                                        + directory));
    }

    /** The ledger and what SQLite and the daemon keep beside it. */
    private static List<Path> beside(Path ledger) {
        try (Stream<Path> files = Files.list(ledger.getParent())) {
            String name = ledger.getFileName().toString();
            return files.filter(file -> file.getFileName().toString().startsWith(name))
                    .sorted()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Diagnosis wrong(String what, String remedy) {
        return Diagnosis.wrong(
                SUBJECT, "its user '" + service.user() + "' may not " + what, remedy);
    }
}
