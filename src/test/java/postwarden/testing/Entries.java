package postwarden.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postwarden.Address;
import postwarden.Ban;
import postwarden.Batch;
import postwarden.Entry;
import postwarden.Ledger;
import postwarden.Offender;
import postwarden.Position;
import postwarden.Strike;
import postwarden.Tally;

/** Entries and batches for tests; times are hours from a fixed midnight. */
public final class Entries {
    public static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");

    private Entries() {}

    public static Instant hour(double hours) {
        return MIDNIGHT.plus(Duration.ofMillis(Math.round(hours * 3_600_000)));
    }

    public static Entry entry(Instant time, String message) {
        return new Entry(
                "cursor-" + time + "-" + message.hashCode(),
                time,
                Optional.of("postfix.service"),
                OptionalInt.of(101),
                "postfix/smtpd",
                message);
    }

    /** By that client and rule of the jail {@code postfix}, at midnight. */
    public static Strike strike(String client, String rule) {
        Address address = Address.parse(client).orElseThrow();
        return new Strike(
                Offender.of(address), "postfix", rule, MIDNIGHT, 1, address, "cursor", "message");
    }

    public static Batch batch(List<Entry> entries) {
        return new Batch(
                entries,
                entries.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new Position(entries.getLast().cursor(), entries.getLast().time())),
                new Tally(entries.size(), 0, 0, 0),
                Optional.empty(),
                true);
    }

    /** Those in force at that time. */
    public static List<Ban> bans(Ledger ledger, Instant now) {
        List<Ban> bans = new ArrayList<>();
        ledger.bans(now, bans::add);
        return bans;
    }

    public static Batch batch(Entry... entries) {
        return batch(List.of(entries));
    }
}
