/**
 * What fail2ban is configured to do, as rule files of Postwarden's: its configuration read as
 * fail2ban reads it, its regular expressions turned into patterns. Text in, text out; nothing here
 * is run by the daemon.
 */
package postwarden.fail2ban;
