package postwarden.firewall;

class NftablesProcessTest extends NftablesContract {
    @Override
    NftCommands commands() {
        return ProcessCommands.open().orElseThrow();
    }
}
