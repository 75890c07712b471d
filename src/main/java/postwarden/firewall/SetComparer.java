package postwarden.firewall;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import postwarden.Network;

/**
 * Compares the sets of ipset, and the rules that ask them, by a socket of its own. Sets and rules
 * that are missing are also made here, so that the watch does not wait for the processes that this
 * takes.
 */
final class SetComparer implements Comparer {
    private final Ipset ipset = new Ipset();
    private final SetFrame frame;
    private volatile Map<Network, Element> renewals = Map.of();
    private volatile List<String> warnings = List.of();

    SetComparer(Xtables xtables, Layout layout) {
        frame = new SetFrame(xtables, new KernelSets(ipset, layout), layout);
    }

    /** Makes the frame; what the sets hold stays. On the thread that opens the firewall. */
    void build() {
        frame.build(Optional.empty());
    }

    @Override
    public Comparison.Outcome compare(Question question) {
        boolean whole = frame.isWhole();
        if (!whole) {
            frame.build(question.friends());
        }
        SetComparison comparison = new SetComparison(ipset, question);
        Comparison.Outcome outcome = comparison.call(whole);
        renewals = comparison.renewals();
        warnings = comparison.warnings();
        return outcome;
    }

    /** Elements that are to be given more time, by their bans, as last compared. */
    Map<Network, Element> renewals() {
        return renewals;
    }

    /** What people should know, as last compared. */
    List<String> warnings() {
        return warnings;
    }

    @Override
    public void stop() {
        ipset.stop();
    }

    @Override
    public void close() {
        ipset.close();
    }
}
