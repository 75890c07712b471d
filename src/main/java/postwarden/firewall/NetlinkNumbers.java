package postwarden.firewall;

/** The messages and attributes that are read here, as linux/netfilter/nf_tables.h names them. */
final class NetlinkNumbers {
    static final int NFT_MSG_GETTABLE = 1;
    static final int NFT_MSG_GETCHAIN = 4;
    static final int NFT_MSG_GETRULE = 7;
    static final int NFT_MSG_GETSET = 10;
    static final int NFT_MSG_GETSETELEM = 13;
    static final int NFT_MSG_GETGEN = 16;

    static final int NFTA_GEN_ID = 1;

    static final int NFTA_TABLE_NAME = 1;
    static final int NFTA_TABLE_FLAGS = 2;
    static final int NFTA_TABLE_HANDLE = 4;

    static final int NFTA_CHAIN_TABLE = 1;
    static final int NFTA_CHAIN_HANDLE = 2;
    static final int NFTA_CHAIN_NAME = 3;
    static final int NFTA_CHAIN_HOOK = 4;
    static final int NFTA_CHAIN_POLICY = 5;
    static final int NFTA_CHAIN_TYPE = 7;
    static final int NFTA_HOOK_HOOKNUM = 1;
    static final int NFTA_HOOK_PRIORITY = 2;

    static final int NFTA_RULE_TABLE = 1;
    static final int NFTA_RULE_CHAIN = 2;
    static final int NFTA_RULE_HANDLE = 3;

    static final int NFTA_SET_TABLE = 1;
    static final int NFTA_SET_NAME = 2;
    static final int NFTA_SET_FLAGS = 3;
    static final int NFTA_SET_KEY_TYPE = 4;
    static final int NFTA_SET_KEY_LEN = 5;
    static final int NFT_SET_INTERVAL = 0x4;
    static final int NFT_SET_TIMEOUT = 0x10;

    static final int NFTA_SET_ELEM_LIST_TABLE = 1;
    static final int NFTA_SET_ELEM_LIST_SET = 2;
    static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    static final int NFTA_LIST_ELEM = 1;
    static final int NFTA_SET_ELEM_KEY = 1;
    static final int NFTA_SET_ELEM_FLAGS = 3;
    static final int NFTA_SET_ELEM_EXPIRATION = 5;
    static final int NFTA_DATA_VALUE = 1;
    static final int NFT_SET_ELEM_INTERVAL_END = 0x1;

    private NetlinkNumbers() {}
}
