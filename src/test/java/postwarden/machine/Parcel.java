package postwarden.machine;

import java.nio.file.Path;

/**
 * The package, in two releases of the same version.
 *
 * @param kind how it is installed
 */
record Parcel(Kind kind, Path first, Path second) {
    /** Each with its commands; %s is the file. */
    enum Kind {
        DEB(
                "apt-get install -qy --no-install-recommends %s",
                "apt-get install -qy --no-install-recommends %s", "apt-get remove -qy postwarden"),
        /** Debian's rpm knows no Debian package, so nothing that is required can be found. */
        RPM("rpm -i --nodeps %s", "rpm -U --nodeps %s", "rpm -e --nodeps postwarden");

        private final String install;
        private final String upgrade;
        private final String erase;

        Kind(String install, String upgrade, String erase) {
            this.install = install;
            this.upgrade = upgrade;
            this.erase = erase;
        }

        String erase() {
            return erase;
        }
    }

    String install() {
        return kind.install.formatted("/root/" + first.getFileName());
    }

    String upgrade() {
        return kind.upgrade.formatted("/root/" + second.getFileName());
    }
}
