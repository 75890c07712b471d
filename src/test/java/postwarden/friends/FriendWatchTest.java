package postwarden.friends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postwarden.Network;

/** Friends as they change; Postfix is a program that prints what a file holds. */
class FriendWatchTest {
    private static final int A_MINUTE_OF_LOOKS = 6;

    @TempDir private Path directory;
    private Path answer;
    private Path program;

    @BeforeEach
    void installPostfix() throws IOException {
        answer = directory.resolve("mynetworks");
        program = directory.resolve("postconf");
        Files.writeString(
                program,
                "#!/bin/sh\nfor last; do :; done\n[ \"$last\" = mynetworks ] || exit 0\nexec cat "
                        + answer
                        + "\n");
        assertTrue(program.toFile().setExecutable(true));
    }

    @Test
    void mynetworksIsFollowedAndWithoutAnAnswerTheLastOneHolds() throws IOException {
        FriendWatch watch = watch(Optional.empty());
        assertTrue(watch.current().held().isPresent(), "nobody has looked yet");
        look(watch);
        assertEquals(
                Optional.of("Postfix's mynetworks could not be read yet: bans by rules are held"),
                watch.current().held());
        Files.writeString(answer, "192.0.2.0/24\n");
        look(watch);
        assertEquals(Optional.empty(), watch.current().held());
        assertTrue(isFriend(watch, "192.0.2.7"));
        Files.writeString(answer, "198.51.100.0/24 hash:/etc/postfix/nets\n");
        look(watch);
        assertTrue(isFriend(watch, "198.51.100.7"));
        assertFalse(isFriend(watch, "192.0.2.7"));
        assertEquals(
                List.of(
                        "mynetworks: hash:/etc/postfix/nets is not asked; whom it allows may be"
                                + " banned"),
                watch.current().warnings());
        Files.delete(answer);
        look(watch);
        assertTrue(isFriend(watch, "198.51.100.7"));
        assertEquals(Optional.empty(), watch.current().held());
    }

    @Test
    void whatTheLedgerRemembersHoldsUntilPostfixAnswers() throws IOException {
        Files.writeString(answer, "192.0.2.0/24 hash:/x\n");
        FriendWatch before = watch(Optional.empty());
        look(before);
        Files.delete(answer);
        FriendWatch after = watch(before.current().mynetworks());
        assertEquals(Optional.empty(), after.current().held());
        look(after);
        assertTrue(isFriend(after, "192.0.2.7"));
    }

    @Test
    void aFriendWhoIsEverybodyIsWarnedOf() throws IOException {
        Files.writeString(answer, "static:all\n");
        FriendWatch watch = watch(Optional.empty());
        look(watch);
        assertTrue(
                watch.current()
                        .warnings()
                        .contains("hardly anybody can be banned: mynetworks (0.0.0.0/0)"),
                watch.current().warnings().toString());
        FriendWatch allowing =
                new FriendWatch(
                        new FriendWatch.Sources(List.of("::/1", "fc00::/7"), false, false, false),
                        Optional.empty());
        assertEquals(
                List.of("hardly anybody can be banned: allow list (::/1)"),
                allowing.current().warnings());
    }

    private FriendWatch watch(Optional<String> remembered) {
        return new FriendWatch(
                new FriendWatch.Sources(List.of(), false, true, false),
                remembered,
                () -> Optional.of(new Postconf(program.toString())));
    }

    private static void look(FriendWatch watch) {
        for (int i = 0; i < A_MINUTE_OF_LOOKS; i++) {
            watch.look();
        }
    }

    private static boolean isFriend(FriendWatch watch, String address) {
        return watch.current().list().overlapping(Network.parse(address).orElseThrow()).isPresent();
    }
}
