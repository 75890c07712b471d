package postwarden.firewall;

/** Rules in the kernel's nftables, written by iptables. */
class RuleChainNftTest extends RuleChainContract {
    RuleChainNftTest() {
        super("iptables-nft");
    }
}
