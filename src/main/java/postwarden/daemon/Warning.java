package postwarden.daemon;

/**
 * What keeps the guard from seeing: in {@code status} for as long as it does, in the log when it
 * begins.
 *
 * @param about the same for as long as it is the same trouble, whose sentence may count on
 */
record Warning(String about, String sentence) {}
