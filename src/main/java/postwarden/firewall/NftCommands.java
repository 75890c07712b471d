package postwarden.firewall;

/** The way nftables commands are run. One thread's. */
interface NftCommands extends AutoCloseable {
    /**
     * One transaction: all of it, or nothing and a {@link postwarden.FirewallException} with nft's
     * own words.
     *
     * @param json UTF-8, as in libnftables-json(5)
     */
    void run(byte[] json);

    @Override
    void close();
}
