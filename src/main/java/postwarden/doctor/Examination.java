package postwarden.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import postwarden.Refusal;

/** A look at one part of what guarding needs. May take seconds. */
@FunctionalInterface
interface Examination {
    List<Diagnosis> look();

    /** One that fails is a finding, too. */
    static List<Diagnosis> attempt(String subject, Examination examination) {
        try {
            return examination.look();
        } catch (Refusal refusal) {
            boolean wantsRoot = refusal.kind() == Refusal.Kind.NO_PERMISSION && !isRoot();
            return List.of(
                    wantsRoot
                            ? Diagnosis.doubtful(
                                    subject, refusal.getMessage(), "sudo postwarden doctor")
                            : Diagnosis.wrong(subject, refusal.getMessage()));
        } catch (RuntimeException broken) {
            return List.of(Diagnosis.wrong(subject, String.valueOf(broken.getMessage())));
        }
    }

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
