package postwarden.rules;

import groovy.lang.Closure;

/** A rule's {@code when}. Safe for any thread: each call has its own copy of the closure. */
record Guard(Closure<Boolean> condition) {
    boolean allows(Fit fit) {
        return Blocks.run(condition, new GuardWords(fit));
    }
}
