package postwarden.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import postwarden.TimeSpan;

/**
 * Whether journald is set up to keep what Postfix logs (journald.conf(5)): its storage, its levels,
 * its rate limit. What a unit sets for itself is not asked.
 *
 * @param root where {@code /etc} and the others are
 */
record JournaldExamination(Path root) implements Examination {
    private static final String SUBJECT = "journald";

    /** The later ones go before; a drop-in replaces one of the same name. */
    private static final List<String> DIRECTORIES =
            List.of("usr/lib/systemd", "usr/local/lib/systemd", "run/systemd", "etc/systemd");

    /** Postfix logs most of what rules match at the level {@code info} (6). */
    private static final List<String> TOO_HIGH =
            List.of(
                    "emerg", "alert", "crit", "err", "warning", "notice", "0", "1", "2", "3", "4",
                    "5");

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    private static final long DEFAULT_BURST = 10_000;

    /** Entries a second; three times as many is journald's default. */
    private static final long LOW = 100;

    @Override
    public List<Diagnosis> look() {
        Map<String, String> set = new HashMap<>();
        files().forEach(file -> read(file, set));
        List<Diagnosis> found = new ArrayList<>();
        if (set.getOrDefault("Storage", "auto").equals("none")) {
            found.add(wrong("it keeps nothing (Storage=none)", "Storage=auto"));
        }
        String level = set.getOrDefault("MaxLevelStore", "debug");
        if (TOO_HIGH.contains(level)) {
            found.add(
                    wrong(
                            "it does not keep what Postfix logs (MaxLevelStore=" + level + ")",
                            "MaxLevelStore=debug"));
        }
        found.add(limit(set));
        return found;
    }

    private static Diagnosis limit(Map<String, String> set) {
        Duration interval =
                Optional.ofNullable(set.get("RateLimitIntervalSec"))
                        .flatMap(JournaldExamination::seconds)
                        .orElse(DEFAULT_INTERVAL);
        long burst =
                Optional.ofNullable(set.get("RateLimitBurst"))
                        .filter(number -> number.matches("[0-9]{1,18}"))
                        .map(Long::parseLong)
                        .orElse(DEFAULT_BURST);
        if (burst == 0 || interval.isZero()) {
            return Diagnosis.ok(SUBJECT, "it takes whatever a service logs");
        }
        String finding =
                "it takes "
                        + burst
                        + " entries of a service in "
                        + TimeSpan.format(interval)
                        + ", and more while the disk has room";
        return burst < LOW * interval.toSeconds()
                ? Diagnosis.doubtful(
                        SUBJECT,
                        finding + ": a spray of connections logs more",
                        "systemctl edit postfix (LogRateLimitIntervalSec=0 in [Service])")
                : Diagnosis.ok(SUBJECT, finding);
    }

    /** A bare number is of seconds (systemd.time(7)). */
    private static Optional<Duration> seconds(String span) {
        return TimeSpan.parse(span.matches("[0-9]+") ? span + "s" : span.replace("sec", "s"));
    }

    private static Diagnosis wrong(String finding, String setting) {
        return Diagnosis.wrong(
                SUBJECT,
                finding,
                setting
                        + " in /etc/systemd/journald.conf, then systemctl restart systemd-journald");
    }

    /** The main file, then the drop-ins by name. */
    private Collection<Path> files() {
        Optional<Path> main = Optional.empty();
        Map<String, Path> dropIns = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            Path here = root.resolve(directory);
            Path file = here.resolve("journald.conf");
            main = Files.exists(file) ? Optional.of(file) : main;
            children(here.resolve("journald.conf.d"))
                    .forEach(dropIn -> dropIns.put(dropIn.getFileName().toString(), dropIn));
        }
        return Stream.concat(main.stream(), dropIns.values().stream()).toList();
    }

    private static List<Path> children(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".conf")).toList();
        } catch (IOException absent) {
            return List.of();
        }
    }

    private static void read(Path file, Map<String, String> set) {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split("=", 2);
                if (parts.length == 2) {
                    set.put(parts[0].strip(), parts[1].strip());
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(file + " cannot be read", broken);
        }
    }
}
