package postwarden.rules;

import postwarden.Address;
import postwarden.Match;

/** What one rule made of one entry. */
public sealed interface Outcome {
    /** The program is none of the jail's. */
    record OtherProgram() implements Outcome {}

    /** No pattern of the rule fits the whole entry; {@code reach} is that of the best one. */
    record NotFitting(Reach reach) implements Outcome {}

    /** It fits, but an {@code ignore} of the rule or the jail does, too. */
    record Ignored() implements Outcome {}

    /** It fits, but {@code when} does not hold. */
    record GuardRefused() implements Outcome {}

    /** It fits, but what stands at the address' place is none, such as {@code unknown}. */
    record NoAddress(String text) implements Outcome {}

    /** It fits, but an earlier rule of the jail fits, too, and has decided. */
    record DecidedEarlier(String rule) implements Outcome {}

    /** A strike. */
    record Struck(Match match) implements Outcome {}

    /** Of {@code forgive}: it clears the client's strikes. */
    record Forgiven(Address client) implements Outcome {}
}
