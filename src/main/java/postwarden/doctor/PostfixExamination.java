package postwarden.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postwarden.friends.Postconf;

/**
 * Whether Postfix is here and logs to the journal, by a user that the rules believe.
 *
 * @param unknown users that the jails name and this host does not know
 */
record PostfixExamination(Optional<Postconf> postconf, Set<String> unknown) implements Examination {
    private static final String SUBJECT = "postfix";

    @Override
    public List<Diagnosis> look() {
        List<Diagnosis> found = new ArrayList<>();
        found.add(postconf.map(PostfixExamination::logging).orElseGet(PostfixExamination::absent));
        unknown.forEach(
                user ->
                        found.add(
                                Diagnosis.wrong(
                                        SUBJECT,
                                        "there is no user '"
                                                + user
                                                + "': its entries are not judged",
                                        "getent passwd (and correct user in the rule file)")));
        return found;
    }

    private static Diagnosis absent() {
        return Diagnosis.wrong(
                SUBJECT, "the program postconf is not here", "install the package postfix");
    }

    private static Diagnosis logging(Postconf postconf) {
        Optional<List<String>> files = postconf.values("maillog_file");
        if (files.isEmpty()) {
            return Diagnosis.wrong(SUBJECT, "postconf gives no answer", "postconf maillog_file");
        }
        return files.get().stream()
                .filter(file -> !file.isBlank())
                .findFirst()
                .map(
                        file ->
                                Diagnosis.wrong(
                                        SUBJECT,
                                        "it logs to " + file + ", and not to the journal",
                                        "postconf -X maillog_file && postfix stop && postfix start"))
                .orElseGet(() -> Diagnosis.ok(SUBJECT, "it logs to syslog, which is the journal"));
    }
}
