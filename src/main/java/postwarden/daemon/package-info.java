/**
 * The running program: {@link postwarden.daemon.Daemon} opens everything in order, {@link
 * postwarden.daemon.Watch} is the one thread that owns journal, ledger and firewall.
 */
package postwarden.daemon;
