package postwarden.firewall;

/** Rules in the kernel's nftables, written by iptables. */
class IptablesNftTest extends IptablesContract {
    IptablesNftTest() {
        super("iptables-nft");
    }
}
