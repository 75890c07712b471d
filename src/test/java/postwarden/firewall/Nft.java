package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import postwarden.Address;
import postwarden.Network;
import postwarden.OffenderSize;

/** The program {@code nft}: somebody else who changes the ruleset, and an independent witness. */
final class Nft {
    private Nft() {}

    /** In nft's own language; several lines are one transaction. */
    static void run(String commands) {
        process(List.of("nft", "-f", "-"), commands);
    }

    static String list(String what) {
        return process(List.of("nft", "list", what), "");
    }

    static void ip(String arguments) {
        process(List.of(("ip " + arguments).split(" ")), "");
    }

    /** Everything in the sets that are dropped, each with the time it has left. */
    static Map<Network, Duration> bans(OffenderSize size) {
        Map<Network, Duration> bans = new TreeMap<>();
        for (JsonNode object : json("list ruleset")) {
            String set = object.path("set").path("name").asText();
            if (set.isEmpty() || set.startsWith("friends")) {
                continue;
            }
            for (JsonNode element : object.path("set").path("elem")) {
                Network network = network(set, element.path("elem").path("val"), size);
                bans.put(network, Duration.ofSeconds(element.at("/elem/expires").asLong()));
            }
        }
        return bans;
    }

    /** What is dropped from a set, in packets. */
    static long dropped(String set) {
        for (JsonNode object : json("list ruleset")) {
            JsonNode expressions = object.path("rule").path("expr");
            if (expressions.path(0).at("/match/right").asText().equals("@" + set)) {
                return expressions.path(1).at("/counter/packets").asLong();
            }
        }
        throw new AssertionError("no rule asks " + set);
    }

    private static Network network(String set, JsonNode value, OffenderSize size) {
        JsonNode prefix = value.path("prefix");
        if (!prefix.isMissingNode()) {
            return Network.of(
                    Address.parse(prefix.path("addr").asText()).orElseThrow(),
                    prefix.path("len").asInt());
        }
        Address address = Address.parse(value.asText()).orElseThrow();
        return switch (set) {
            case "banned4" -> Network.of(address, size.ipv4());
            case "banned6" -> Network.of(address, size.ipv6());
            default -> Network.of(address);
        };
    }

    private static JsonNode json(String command) {
        try {
            return new ObjectMapper()
                    .readTree(process(List.of(("nft -j " + command).split(" ")), ""))
                    .path("nftables");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String process(List<String> command, String input) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream stream = process.getOutputStream()) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), () -> command + " " + input + ": " + output);
            return output;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
