/**
 * The way from an entry to a ban. {@link postwarden.engine.Warden} is the whole of it; it has no
 * clock and does no I/O.
 */
package postwarden.engine;
