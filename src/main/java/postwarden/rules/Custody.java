package postwarden.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;

/**
 * Who could have written a file: its owner, whoever its mode lets write, and whoever could have put
 * another in its place. ACLs are not asked; their mask shows in the group's bits.
 */
final class Custody {
    private static final int ROOT = 0;
    private static final int WRITABLE_BY_GROUP = 0020;
    private static final int WRITABLE_BY_ALL = 0002;
    private static final int STICKY = 01000;

    private final Set<Integer> owners;
    private final boolean groupsAllowed;

    private Custody(Set<Integer> owners, boolean groupsAllowed) {
        this.owners = owners;
        this.groupsAllowed = groupsAllowed;
    }

    static Custody rootAlone() {
        return new Custody(Set.of(ROOT), false);
    }

    static Custody rootOrCaller() {
        return new Custody(Set.copyOf(List.of(ROOT, caller())), false);
    }

    /** Where every user has a group of his own, his files are often writable by it. */
    Custody allowingGroups() {
        return new Custody(owners, true);
    }

    /** Why the file is not to be trusted; its directories up to the root count, too. */
    Optional<String> objection(Path file) throws IOException {
        Path real = file.toRealPath();
        List<Path> chain = new ArrayList<>();
        for (Path each = real; each != null; each = each.getParent()) {
            chain.add(each);
        }
        for (Path each : chain) {
            boolean replaceable = each.equals(real) || each.equals(real.getParent());
            Optional<String> objection = objection(each, !replaceable);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    /** Who else could have written it, for a warning; empty if only root could. */
    static Optional<String> notRootAlone(Path file) throws IOException {
        return rootAlone().objection(file);
    }

    /** A sticky directory such as /tmp lets nobody replace what is another's. */
    private Optional<String> objection(Path path, boolean stickyWillDo) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, "unix:uid,mode");
        int owner = (Integer) facts.get("uid");
        int mode = (Integer) facts.get("mode");
        if (!owners.contains(owner)) {
            return Optional.of(path + " belongs to user " + owner);
        }
        if (stickyWillDo && (mode & STICKY) != 0) {
            return Optional.empty();
        }
        if ((mode & WRITABLE_BY_ALL) != 0) {
            return Optional.of(path + " is writable by everybody");
        }
        if ((mode & WRITABLE_BY_GROUP) != 0 && !groupsAllowed) {
            return Optional.of(path + " is writable by its group");
        }
        return Optional.empty();
    }

    /** The effective user of this process, the second number of four (proc_pid_status(5)). */
    private static int caller() {
        try (Scanner status = new Scanner(Path.of("/proc/self/status"), StandardCharsets.UTF_8)) {
            status.findWithinHorizon("\nUid:\\s+\\d+\\s+", 0);
            return status.nextInt();
        } catch (IOException | NoSuchElementException e) {
            return ROOT; // trusts nobody but root
        }
    }
}
