/**
 * SQLite, and the only SQL: {@link postwarden.ledger.SqliteLedger} writes, {@link
 * postwarden.ledger.History} reads.
 */
package postwarden.ledger;
