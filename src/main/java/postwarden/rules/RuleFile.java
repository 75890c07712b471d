package postwarden.rules;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.lang.Script;

/** The words of a rule file outside all blocks. Every compiled rule file extends this. */
public abstract class RuleFile extends Script {
    private Draft draft;

    void tell(Draft newDraft) {
        draft = newDraft;
        run();
    }

    /** What is watched, its rules, and the policy. */
    public final void jail(
            String name,
            @DelegatesTo(value = JailWords.class, strategy = Closure.DELEGATE_ONLY)
                    Closure<?> body) {
        draft.claim("jail", name);
        JailWords words = new JailWords(name, draft);
        draft.passages().begin(name, "");
        Blocks.run(body, words);
        draft.passages().end();
        words.end();
    }

    /** Not a word: the {@link Grammar} says with it where the next word stands. */
    public final void at(int line, int column) {
        draft.at(line, column);
    }
}
