package postwarden.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import postwarden.Address;
import postwarden.Match;
import postwarden.Network;
import postwarden.OffenderSize;

/** The recorded attack: what its clients did, and what the rules make of what Postfix logged. */
class CorpusTest {
    /** What some clients did that is no failure of the ten kinds, or that Postfix did not log. */
    private static final Set<String> NOT_COUNTED =
            Set.of(
                    "legit",
                    "adv_messageid (legitimate client)",
                    "user_unknown", // an address that is no more, or a typing error
                    "lost_data", // mail on a bad line
                    "sasl_cancel", // "authentication aborted", by the client itself
                    "timeout",
                    "timeout_ehlo",
                    "too_many_errors",
                    "http", // non-SMTP command
                    "rate", // 16 connections in 5 s: anvil's lines stay below 30
                    "vrfy_disabled",
                    "postscreen_pregreet",
                    "adv_mail_raw", // illegal syntax: a warning, no rejection
                    "adv_rcpt_raw",
                    "adv_vrfy_raw",
                    "adv_command",
                    "adv_http");

    /** Answers to what is no command: no rejection is logged. */
    private static final Pattern SYNTAX = Pattern.compile("50[013] ");

    private final Map<Network, Integer> strikes = strikes();

    @Test
    void whoNeverConnectedHasNoStrike() {
        assertEquals(Optional.empty(), strikesOf("203.0.113.250"));
    }

    @Test
    void friendsHaveNoStrike() {
        Set<String> friends = new TreeSet<>();
        for (JsonNode deed : deeds()) {
            if (deed.path("kind").asText().contains("legit")) {
                friends.add(deed.path("src").asText());
            }
        }
        assertEquals(16, friends.size());
        for (String friend : friends) {
            // the IPv6 friend shares its /64 with attackers: by its own address
            assertTrue(
                    Corpus.lines().stream()
                            .flatMap(line -> match(line).stream())
                            .noneMatch(match -> match.client().toString().equals(friend)),
                    friend);
        }
    }

    @Test
    void whoeverDidSomethingOfTheTenKindsTwiceIsStruckTwice() {
        Map<String, Integer> deeds = new TreeMap<>();
        for (JsonNode deed : deeds()) {
            boolean counts =
                    deed.has("src")
                            && !NOT_COUNTED.contains(deed.path("kind").asText())
                            && !SYNTAX.matcher(deed.path("reply").asText()).lookingAt();
            if (counts) {
                deeds.merge(deed.path("src").asText(), 1, Integer::sum);
            }
        }
        Map<String, Integer> missed = new TreeMap<>();
        deeds.forEach(
                (client, count) -> {
                    if (count >= 2 && strikesOf(client).orElse(0) < 2) {
                        missed.put(client, count);
                    }
                });
        assertEquals(Map.of(), missed);
        assertTrue(deeds.size() > 400, "clients: " + deeds.size());
    }

    @Test
    void everyStrikeIsOfSomebodyWhoDidSomething() {
        Set<Network> clients = new TreeSet<>();
        deeds().forEach(
                        deed ->
                                Address.parse(deed.path("src").asText())
                                        .map(OffenderSize.DEFAULT::offender)
                                        .ifPresent(offender -> clients.add(offender.network())));
        Set<Network> struck = new TreeSet<>(strikes.keySet());
        struck.removeAll(clients);
        assertEquals(Set.of(), struck);
    }

    private Optional<Integer> strikesOf(String client) {
        return Address.parse(client)
                .map(OffenderSize.DEFAULT::offender)
                .map(offender -> strikes.get(offender.network()));
    }

    private static Map<Network, Integer> strikes() {
        Map<Network, Integer> strikes = new HashMap<>();
        for (Corpus.Line line : Corpus.lines()) {
            match(line)
                    .map(match -> OffenderSize.DEFAULT.offender(match.client()).network())
                    .ifPresent(network -> strikes.merge(network, 1, Integer::sum));
        }
        return strikes;
    }

    private static Optional<Match> match(Corpus.Line line) {
        return ShippedRules.POSTFIX.match(line.identifier(), line.message());
    }

    private static List<JsonNode> deeds() {
        ObjectMapper json = new ObjectMapper();
        return Corpus.deeds().stream()
                .map(
                        line -> {
                            try {
                                return json.readTree(line);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                .toList();
    }
}
