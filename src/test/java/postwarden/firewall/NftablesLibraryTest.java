package postwarden.firewall;

class NftablesLibraryTest extends NftablesContract {
    @Override
    NftCommands commands() {
        return LibraryCommands.open().orElseThrow();
    }
}
