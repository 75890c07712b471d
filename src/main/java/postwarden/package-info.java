/**
 * The vocabulary: one type for each noun, and the roles {@link postwarden.Journal}, {@link
 * postwarden.RuleBook}, {@link postwarden.Ledger} and {@link postwarden.Firewall}. Imports only the
 * JDK; every other package imports this one.
 */
package postwarden;
