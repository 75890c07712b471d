package postwarden.rules;

/** One rule's answer to one entry, for people who ask why. */
public record Attempt(String jail, String rule, Outcome outcome) {}
