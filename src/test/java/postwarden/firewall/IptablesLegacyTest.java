package postwarden.firewall;

/** Rules in the kernel's own tables of iptables. */
class IptablesLegacyTest extends IptablesContract {
    IptablesLegacyTest() {
        super("iptables-legacy");
    }
}
