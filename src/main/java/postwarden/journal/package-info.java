/**
 * Where entries come from: the systemd journal, through libsystemd, and, for replay, classic mail
 * logs. {@link postwarden.journal.Journals} opens both. Imports the root package, the JDK and JNA.
 */
package postwarden.journal;
