/**
 * A whole machine under attack: real systemd, journald, Postfix and kernel, and the installed
 * package. Not part of the test suite; {@code packaging/machine} runs it.
 */
package postwarden.machine;
