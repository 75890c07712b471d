package postwarden.fail2ban;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import postwarden.rules.PatternLint;
import postwarden.testing.FuzzTarget;

/** A failregex; what is taken over of it is a sound pattern, which fits its own sample. */
public final class RegexTarget implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.bytes(
                List.of(
                        "^((((a{1000}){1000}){1000}){1000}) <HOST>$",
                        "^" + "(a|b)".repeat(200) + " <HOST>$",
                        "^lost from \\S+\\[<HOST>\\](?::\\d+)?:?$",
                        "^(?i)Lost (?P<a>[^[a-f]]+?|c){2,} from <ADDR>\\b",
                        "^a(?= from \\S+(?: x=\\d)* y) from [^[]*\\[<HOST>\\](?::\\d+)?:? ",
                        "^<F-MLFID>x</F-MLFID>user <F-USER>\\S+</F-USER> (?!b)<HOST>"));
    }

    @Override
    public void take(byte[] input) {
        Translation translation =
                Translation.of(FuzzTarget.text(input), Optional.empty(), TestingLinter.LINTER);
        for (Translation.Written written : translation.patterns()) {
            if (written.isUsable()) {
                assertEquals(
                        Optional.empty(),
                        PatternLint.match(written.pattern())
                                .filter(found -> found.finding().isEmpty())
                                .map(PatternLint.Objection::sentence),
                        written.pattern());
            }
        }
    }
}
