package postwarden.firewall;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.Network;

/** Compares iptables' chain of bans, by the programs that write it out. */
final class ChainComparer implements Comparer {
    private final Xtables xtables;
    private volatile Rest ipv4 = Rest.NONE;
    private volatile Rest ipv6 = Rest.NONE;

    /** What of a table is ours and no ban. */
    record Rest(List<String> rules, boolean jumpsRightly) {
        /** No table is like that once it is made. */
        static final Rest NONE = new Rest(List.of(), false);

        Rest {
            rules = List.copyOf(rules);
        }

        static Rest of(RawTable table, boolean ipv4) {
            return new Rest(
                    table.chain().stream()
                            .filter(rule -> BanRule.parse(rule, ipv4).isEmpty())
                            .toList(),
                    table.jumpsRightly());
        }
    }

    ChainComparer(Xtables xtables) {
        this.xtables = xtables;
    }

    /** As it is now is as it should be. */
    void expect(Rest made, boolean isIpv4) {
        if (isIpv4) {
            ipv4 = made;
        } else {
            ipv6 = made;
        }
    }

    @Override
    public Comparison.Outcome compare(Question question) {
        Findings findings = Findings.ofEach(question);
        boolean whole4 = meet(question, findings, true);
        boolean whole6 = meet(question, findings, false);
        return new Comparison.Outcome(
                findings.difference(whole4 && whole6), findings.misplaced(), Map.of());
    }

    private boolean meet(Question question, Findings findings, boolean isIpv4) {
        RawTable table = RawTable.of(xtables.save(isIpv4));
        table.chain().stream()
                .map(rule -> BanRule.parse(rule, isIpv4))
                .flatMap(Optional::stream)
                .forEach(rule -> meet(question, findings, rule));
        return Rest.of(table, isIpv4).equals(isIpv4 ? ipv4 : ipv6);
    }

    private static void meet(Question question, Findings findings, BanRule rule) {
        Network network = rule.network();
        findings.meet(
                question.layout().place(network),
                network.first(),
                network.last(),
                rule.millisecondsLeft(question.now()));
    }

    @Override
    public void stop() {}

    @Override
    public void close() {}
}
