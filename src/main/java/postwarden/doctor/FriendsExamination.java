package postwarden.doctor;

import java.util.ArrayList;
import java.util.List;
import postwarden.friends.FriendWatch;

/** Whom the daemon would never ban, as it can be told now. */
record FriendsExamination(FriendWatch.Known known) implements Examination {
    private static final String SUBJECT = "friends";

    @Override
    public List<Diagnosis> look() {
        List<Diagnosis> found = new ArrayList<>();
        known.held()
                .ifPresentOrElse(
                        held ->
                                found.add(
                                        Diagnosis.wrong(SUBJECT, held, "postconf -xh mynetworks")),
                        () ->
                                found.add(
                                        Diagnosis.ok(
                                                SUBJECT,
                                                known.list().networks().size()
                                                        + " addresses and networks are never"
                                                        + " banned; mynetworks: "
                                                        + known.mynetworks().orElse("none"))));
        known.warnings()
                .forEach(
                        warning ->
                                found.add(
                                        Diagnosis.doubtful(
                                                SUBJECT,
                                                warning,
                                                "ignore.addresses in postwarden.toml")));
        return found;
    }
}
