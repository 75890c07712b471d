package postwarden.doctor;

import java.util.Optional;

/**
 * What a look at one thing came to, in a sentence.
 *
 * @param remedy a command, or a line of configuration
 */
public record Diagnosis(Health health, String subject, String finding, Optional<String> remedy) {
    /** Whether it is as it should be; what is doubtful may be meant so. */
    public enum Health {
        OK,
        DOUBTFUL,
        WRONG
    }

    static Diagnosis ok(String subject, String finding) {
        return new Diagnosis(Health.OK, subject, finding, Optional.empty());
    }

    static Diagnosis doubtful(String subject, String finding, String remedy) {
        return new Diagnosis(Health.DOUBTFUL, subject, finding, Optional.of(remedy));
    }

    /** Its finding says all that there is to say. */
    static Diagnosis wrong(String subject, String finding) {
        return new Diagnosis(Health.WRONG, subject, finding, Optional.empty());
    }

    static Diagnosis wrong(String subject, String finding, String remedy) {
        return new Diagnosis(Health.WRONG, subject, finding, Optional.of(remedy));
    }
}
