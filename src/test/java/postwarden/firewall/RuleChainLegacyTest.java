package postwarden.firewall;

/** Rules in the kernel's own tables of iptables. */
class RuleChainLegacyTest extends RuleChainContract {
    RuleChainLegacyTest() {
        super("iptables-legacy");
    }
}
