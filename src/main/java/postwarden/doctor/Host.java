package postwarden.doctor;

import java.util.Optional;
import postwarden.friends.Postconf;

/**
 * What is asked besides files and the journal.
 *
 * @param service only root can look as another
 */
record Host(Optional<Postconf> postconf, Names names, Optional<ServiceUser> service) {
    static Host here() {
        return new Host(
                Postconf.find(),
                new Dns(),
                Examination.isRoot() ? ServiceUser.find() : Optional.empty());
    }
}
