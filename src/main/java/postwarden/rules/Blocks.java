package postwarden.rules;

import groovy.lang.Closure;

/** Runs a block of a rule file: its words are the methods of one object, and nothing else. */
final class Blocks {
    private Blocks() {}

    static <T> T run(Closure<T> body, Object words) {
        @SuppressWarnings("unchecked") // clone() is declared to give an Object
        Closure<T> own = (Closure<T>) body.clone();
        own.setResolveStrategy(Closure.DELEGATE_ONLY);
        own.setDelegate(words);
        return own.call();
    }
}
