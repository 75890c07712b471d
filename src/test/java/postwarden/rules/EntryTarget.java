package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Network;
import postwarden.OffenderSize;
import postwarden.Position;
import postwarden.StormBrake;
import postwarden.Tally;
import postwarden.Trust;
import postwarden.engine.Warden;
import postwarden.testing.FuzzTarget;

/**
 * Any entry through every shipped rule and the engine. The first byte says which form of entry the
 * rest is a client's text in; beyond the forms, the rest is the whole message.
 */
public final class EntryTarget implements FuzzTarget {
    private static final List<ShippedRules> RULES =
            List.of(ShippedRules.POSTFIX, ShippedRules.POSTFIX_EXTRA, ShippedRules.DOVECOT);
    private static final List<String> IDENTIFIERS =
            List.of("postfix/smtpd", "postfix/postscreen", "postfix/anvil", "dovecot");
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    /** Postfix cuts what a client says; longer entries are those that it has cut. */
    private static final int LONGEST_TEXT = 300;

    private final List<EntryForm> counted = EntryForm.counted();
    private final List<EntryForm> harmless = EntryForm.harmless();

    @Override
    public List<byte[]> seeds() {
        List<String> seeds = new ArrayList<>();
        for (EntryForm form : counted) {
            seeds.add("\u007f" + form.filled(() -> "x", () -> "mx.example"));
        }
        Corpus.lines().stream()
                .map(line -> "\u007f" + line.message())
                .distinct()
                .limit(200)
                .forEach(seeds::add);
        for (int i = 0; i < counted.size() + harmless.size(); i++) {
            seeds.add((char) i + "> from unknown[" + EntryForm.INNOCENT + "]: x");
        }
        return FuzzTarget.bytes(seeds);
    }

    @Override
    public void take(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int form = input[0] & 0xff;
        String text = FuzzTarget.text(input).substring(1);
        if (form < counted.size()) {
            EntryForm of = counted.get(form);
            String message = filled(of, text);
            assertEquals(EntryForm.GUILTY, clientOf(of.verdict(message)), message);
        } else if (form < counted.size() + harmless.size()) {
            EntryForm of = harmless.get(form - counted.size());
            String message = filled(of, text);
            assertEquals("none", of.verdict(message), message);
        } else {
            judge(text);
        }
    }

    private static String filled(EntryForm form, String text) {
        String said = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        return form.filled(() -> said, () -> "unknown");
    }

    private static String clientOf(String verdict) {
        return verdict.substring(verdict.indexOf(' ') + 1);
    }

    private static void judge(String message) {
        for (ShippedRules rules : RULES) {
            for (String identifier : IDENTIFIERS) {
                rules.match(identifier, message)
                        .ifPresent(match -> assertStandsIn(message, match.client()));
                bans(rules, identifier, message)
                        .forEach(ban -> assertStandsIn(message, ban.offender().network()));
            }
        }
    }

    /** Said twice, as two entries. */
    private static List<Ban> bans(ShippedRules rules, String identifier, String message) {
        Warden warden =
                new Warden(
                        rules.book,
                        new Trust.Anyone(),
                        OffenderSize.DEFAULT,
                        StormBrake.DEFAULT,
                        Optional.empty(),
                        10);
        Entry entry =
                new Entry(
                        "c",
                        Instant.EPOCH,
                        Optional.empty(),
                        OptionalInt.empty(),
                        identifier,
                        message);
        return warden.judge(
                        new Batch(
                                List.of(entry, entry),
                                Optional.of(new Position("c", Instant.EPOCH)),
                                Tally.NONE,
                                Optional.empty(),
                                true),
                        network -> Optional.empty())
                .bans();
    }

    private static void assertStandsIn(String message, Address client) {
        assertStandsIn(message, Network.of(client));
    }

    private static void assertStandsIn(String message, Network client) {
        Matcher piece = ADDRESS.matcher(message);
        boolean found = false;
        while (!found && piece.find()) {
            String text = piece.group();
            for (int from = 0; !found && from < text.length(); from++) {
                for (int to = text.length(); !found && to > from + 1; to--) {
                    found =
                            Address.parse(text.substring(from, to))
                                    .map(Address::untranslated)
                                    .map(Network::of)
                                    .filter(client::contains)
                                    .isPresent();
                }
            }
        }
        assertTrue(found, client + " does not stand in: " + message);
    }
}
