package postwarden.firewall;

/** The messages and attributes that are used here, as linux/netfilter/ipset/ip_set.h names them. */
final class IpsetNumbers {
    static final int IPSET_PROTOCOL = 6;

    static final int IPSET_CMD_PROTOCOL = 1;
    static final int IPSET_CMD_CREATE = 2;
    static final int IPSET_CMD_DESTROY = 3;
    static final int IPSET_CMD_FLUSH = 4;
    static final int IPSET_CMD_SWAP = 6;
    static final int IPSET_CMD_LIST = 7;
    static final int IPSET_CMD_ADD = 9;
    static final int IPSET_CMD_DEL = 10;
    static final int IPSET_CMD_TYPE = 13;

    static final int IPSET_ATTR_PROTOCOL = 1;
    static final int IPSET_ATTR_SETNAME = 2;
    static final int IPSET_ATTR_SETNAME2 = 3;
    static final int IPSET_ATTR_TYPENAME = 3;
    static final int IPSET_ATTR_REVISION = 4;
    static final int IPSET_ATTR_FAMILY = 5;
    static final int IPSET_ATTR_FLAGS = 6;
    static final int IPSET_ATTR_DATA = 7;
    static final int IPSET_ATTR_ADT = 8;

    static final int IPSET_ATTR_IP = 1;
    static final int IPSET_ATTR_CIDR = 3;
    static final int IPSET_ATTR_TIMEOUT = 6;
    static final int IPSET_ATTR_CADT_FLAGS = 8;
    static final int IPSET_ATTR_MAXELEM = 19;
    static final int IPSET_ATTR_NETMASK = 20;
    static final int IPSET_ATTR_IPADDR_IPV4 = 1;
    static final int IPSET_ATTR_IPADDR_IPV6 = 2;

    static final int IPSET_FLAG_LIST_HEADER = 1 << 2;
    static final int IPSET_FLAG_NOMATCH = 1 << 2;

    static final int IPSET_ERR_FIND_TYPE = 4098;
    static final int IPSET_ERR_MAX_SETS = 4099;
    static final int IPSET_ERR_BUSY = 4100;
    static final int IPSET_ERR_TYPE_MISMATCH = 4102;
    static final int IPSET_ERR_INVALID_CIDR = 4104;
    static final int IPSET_ERR_HASH_FULL = 4352;

    private IpsetNumbers() {}
}
