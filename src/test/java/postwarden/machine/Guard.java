package postwarden.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The installed service, as its administrator sees it. */
final class Guard {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int UNAVAILABLE = 69;

    private final Machine machine;

    Guard(Machine machine) {
        this.machine = machine;
    }

    /** Offender to rule, of bans in force. */
    Map<String, String> bans() {
        Map<String, String> bans = new TreeMap<>();
        for (JsonNode ban : json("bans")) {
            bans.put(ban.path("offender").asText(), ban.path("rule").asText());
        }
        return bans;
    }

    JsonNode status() {
        return json("status");
    }

    /** How many strikes of this offender are on record. */
    int strikes(String offender) {
        return json("why " + offender).path("strikes").size();
    }

    /** How many strikes the ledger holds, of whomever. */
    long recorded() {
        return json("ledger check").path("strikes").asLong();
    }

    /** Whether the kernel's set holds this IPv4 address now. */
    boolean enforces(String address) {
        return machine.run("nft -j list set inet postwarden banned4")
                .orThrow()
                .contains('"' + address + '"');
    }

    /** What it has logged so far that the expression finds. */
    List<String> log(String expression) {
        return machine.run(
                        "journalctl -q -o cat -u postwarden --grep='"
                                + expression
                                + "' 2>/dev/null")
                .text()
                .lines()
                .toList();
    }

    /** Whether the journal has been read to its end, but for what is being written now. */
    boolean isCaughtUp() {
        JsonNode status = status();
        return status.path("guarding").asBoolean()
                && status.at("/journal/lag_seconds").asDouble(99) < 1;
    }

    /** Exit 1 is an answer too: nothing found. Nothing at all if there is no daemon to answer. */
    private JsonNode json(String command) {
        Command.Answer answer =
                machine.run(Duration.ofSeconds(30), "postwarden " + command + " --json");
        if (answer.exit() == UNAVAILABLE) {
            return MissingNode.getInstance();
        }
        if (answer.exit() != 0 && answer.exit() != 1) {
            throw new IllegalStateException(command + ": " + answer.text().strip());
        }
        String text = answer.text();
        try {
            return JSON.readTree(text.isBlank() ? "[]" : text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(command + " printed " + text, e);
        }
    }

    boolean isActive() {
        return machine.run("systemctl is-active --quiet postwarden").isGood();
    }

    /** From systemd's decision to start it to READY, by systemd's own clock. */
    Duration startTime() {
        return Duration.ofNanos(
                1000
                        * (property("postwarden", "ActiveEnterTimestampMonotonic")
                                - property("postwarden", "InactiveExitTimestampMonotonic")));
    }

    long pid() {
        return pid("postwarden");
    }

    long pid(String unit) {
        return property(unit, "MainPID");
    }

    /** Resident memory in MiB: VmRSS, or VmHWM for the most there ever was. */
    long memory(String line) {
        return memory(machine, pid(), line);
    }

    static long memory(Machine machine, long pid, String line) {
        String status = machine.run("cat /proc/" + pid + "/status").orThrow();
        Matcher found = Pattern.compile(line + ":\\s+(\\d+) kB").matcher(status);
        if (!found.find()) {
            throw new IllegalStateException("no " + line + " in " + status);
        }
        return Math.round(Long.parseLong(found.group(1)) / 1024.0);
    }

    /** Packets that the kernel's rules dropped for a set. */
    long dropped(String set) {
        String table = machine.run("nft list table inet postwarden").orThrow();
        Matcher found = Pattern.compile("@" + set + " counter packets (\\d+)").matcher(table);
        if (!found.find()) {
            throw new IllegalStateException("no rule drops @" + set);
        }
        return Long.parseLong(found.group(1));
    }

    private long property(String unit, String name) {
        String command = "systemctl show --value --property=" + name + " " + unit;
        return Long.parseLong(machine.run(command).orThrow().strip());
    }
}
