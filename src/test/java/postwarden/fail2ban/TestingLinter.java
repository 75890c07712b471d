package postwarden.fail2ban;

import java.util.Optional;
import postwarden.rules.PatternLint;

/** The linter itself; nothing here stands in for it. */
final class TestingLinter {
    static final Linter LINTER =
            new Linter() {
                @Override
                public Optional<Objection> match(String pattern) {
                    return PatternLint.match(pattern)
                            .map(found -> new Objection(found.finding(), found.sentence()));
                }

                @Override
                public Optional<Objection> ignore(String pattern) {
                    return PatternLint.ignore(pattern)
                            .map(found -> new Objection(found.finding(), found.sentence()));
                }

                @Override
                public Optional<Objection> ignore(String pattern, String part, String refused) {
                    return PatternLint.ignore(pattern, part, refused)
                            .map(found -> new Objection(found.finding(), found.sentence()));
                }

                @Override
                public boolean fits(String pattern, String entry) {
                    return PatternLint.fits(pattern, entry);
                }
            };

    private TestingLinter() {}
}
