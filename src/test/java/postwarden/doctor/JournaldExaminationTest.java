package postwarden.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.doctor.Diagnosis.Health;

/** journald.conf(5), its drop-ins, and what they come to. */
class JournaldExaminationTest {
    @TempDir private Path root;

    @Test
    void withoutConfigurationItsDefaultsAreEnough() {
        assertEquals(
                List.of(
                        "it takes 10000 entries of a service in 30s, and more while the disk has room"),
                sentences(Health.OK));
    }

    @Test
    void aLowRateIsDoubtful() throws IOException {
        write(
                "etc/systemd/journald.conf",
                "[Journal]",
                "RateLimitIntervalSec=1min",
                "RateLimitBurst=500");
        assertEquals(1, sentences(Health.DOUBTFUL).size());
        assertTrue(
                sentences(Health.DOUBTFUL).getFirst().contains("500 entries of a service in 1m"));
    }

    @Test
    void aLimitThatIsOffIsNone() throws IOException {
        write("etc/systemd/journald.conf", "[Journal]", "RateLimitIntervalSec=0");
        assertEquals(List.of("it takes whatever a service logs"), sentences(Health.OK));
    }

    @Test
    void whatPostfixLogsHasToBeKept() throws IOException {
        write("etc/systemd/journald.conf", "[Journal]", "Storage=none", "MaxLevelStore=notice");
        assertEquals(
                List.of(
                        "it keeps nothing (Storage=none)",
                        "it does not keep what Postfix logs (MaxLevelStore=notice)"),
                sentences(Health.WRONG));
    }

    @Test
    void theLaterFileCountsAndACommentDoesNot() throws IOException {
        write("usr/lib/systemd/journald.conf", "[Journal]", "Storage=none");
        write("etc/systemd/journald.conf", "[Journal]", "#MaxLevelStore=err");
        write("usr/lib/systemd/journald.conf.d/50-vendor.conf", "[Journal]", "MaxLevelStore=err");
        write("etc/systemd/journald.conf.d/60-ours.conf", "[Journal]", "RateLimitBurst=0");
        assertEquals(
                List.of("it does not keep what Postfix logs (MaxLevelStore=err)"),
                sentences(Health.WRONG));
        write("etc/systemd/journald.conf.d/50-vendor.conf", "[Journal]");
        assertEquals(List.of(), sentences(Health.WRONG));
        assertEquals(List.of("it takes whatever a service logs"), sentences(Health.OK));
    }

    private void write(String file, String... lines) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, List.of(lines));
    }

    private List<String> sentences(Health health) {
        return new JournaldExamination(root)
                .look().stream()
                        .filter(diagnosis -> diagnosis.health() == health)
                        .map(Diagnosis::finding)
                        .toList();
    }
}
