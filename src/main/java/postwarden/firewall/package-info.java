/**
 * What keeps offenders out: nftables, or nothing. {@link postwarden.firewall.Firewalls} opens one.
 */
package postwarden.firewall;
