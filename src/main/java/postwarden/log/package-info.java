/**
 * SLF4J's provider: to the journal with structured fields when started by systemd, to stderr
 * otherwise. Nothing else imports this package.
 */
package postwarden.log;
