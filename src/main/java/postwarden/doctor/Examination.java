package postwarden.doctor;

import java.util.List;
import java.util.Optional;
import postwarden.Refusal;

/** A look at one part of what guarding needs. May take seconds. */
@FunctionalInterface
interface Examination {
    List<Diagnosis> look();

    /** One that fails is a finding, too. */
    static List<Diagnosis> attempt(String subject, boolean isRoot, Examination examination) {
        try {
            return examination.look();
        } catch (Refusal refusal) {
            boolean isAllowedToRoot = refusal.kind() == Refusal.Kind.NO_PERMISSION && !isRoot;
            return List.of(
                    isAllowedToRoot
                            ? Diagnosis.doubtful(
                                    subject, refusal.getMessage(), "sudo postwarden doctor")
                            : new Diagnosis(
                                    Diagnosis.Health.WRONG,
                                    subject,
                                    refusal.getMessage(),
                                    Optional.empty()));
        } catch (RuntimeException broken) {
            return List.of(
                    new Diagnosis(
                            Diagnosis.Health.WRONG,
                            subject,
                            String.valueOf(broken.getMessage()),
                            Optional.empty()));
        }
    }
}
