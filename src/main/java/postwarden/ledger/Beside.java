package postwarden.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that lie beside a ledger, by their names. */
record Beside(Path ledger) {
    /** The ledger's own good copy. */
    Path copy() {
        return with(".copy");
    }

    /** A copy that is being made, and not checked yet. */
    Path unchecked() {
        return with(".copy.new");
    }

    /** What takes the ledger's place next. */
    Path successor() {
        return with(".new");
    }

    /** A damaged ledger that was kept aside, the last one. */
    Path damaged() {
        return with(".damaged");
    }

    Path lock() {
        return with(".lock");
    }

    /** SQLite's, of the ledger. */
    Path wal() {
        return with("-wal");
    }

    Path shm() {
        return with("-shm");
    }

    private Path journal() {
        return with("-journal");
    }

    /** The file, and what SQLite may have beside it. */
    List<Path> all() {
        return List.of(ledger, wal(), shm(), journal());
    }

    Path damagedWal() {
        return with(".damaged-wal");
    }

    /** Then there was a ledger, whatever is in its place now. */
    boolean hasCopy() {
        return Files.exists(copy());
    }

    private Path with(String suffix) {
        return ledger.resolveSibling(ledger.getFileName() + suffix);
    }
}
