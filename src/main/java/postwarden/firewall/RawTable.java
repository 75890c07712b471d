package postwarden.firewall;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What of iptables' table {@code raw} is ours: a chain, and the jump to it that must be the first
 * rule of PREROUTING, since whoever accepts before it ends the way of a packet through the table.
 *
 * @param chain its rules, as iptables-save(8) writes them
 * @param jumps how many plain jumps to it there are
 */
record RawTable(List<String> chain, int jumps, boolean jumpIsFirst) {
    static final String CHAIN = "postwarden";

    private static final String RULE = "-A " + CHAIN + " ";
    private static final String JUMP = "PREROUTING -j " + CHAIN;

    RawTable {
        chain = List.copyOf(chain);
    }

    static RawTable of(String saved) {
        List<String> prerouting =
                saved.lines().filter(line -> line.startsWith("-A PREROUTING ")).toList();
        return new RawTable(
                saved.lines().filter(line -> line.startsWith(RULE)).toList(),
                Collections.frequency(prerouting, "-A " + JUMP),
                !prerouting.isEmpty() && prerouting.getFirst().equals("-A " + JUMP));
    }

    boolean jumpsRightly() {
        return jumps == 1 && jumpIsFirst;
    }

    /**
     * The input of {@code iptables-restore --noflush} that makes the chain anew, and the jump if
     * need be: packets meet the old chain or the new one.
     *
     * @param rules without the chain
     */
    String rewritten(List<String> rules) {
        List<String> lines = new ArrayList<>(List.of("*raw", ":" + CHAIN + " - [0:0]"));
        if (!jumpsRightly()) {
            lines.addAll(Collections.nCopies(jumps, "-D " + JUMP));
            lines.add("-I " + JUMP);
        }
        rules.forEach(rule -> lines.add(RULE + rule));
        lines.add("COMMIT\n");
        return String.join("\n", lines);
    }
}
