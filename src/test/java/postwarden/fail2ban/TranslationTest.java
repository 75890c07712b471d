package postwarden.fail2ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each construct of fail2ban's regular expressions. */
class TranslationTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                "^PREFIXlost from <HOST>$ => lost from <ADDR>",
                "^PREFIXlost from <HOST> => lost from <ADDR>.*",
                "^\\s*\\S+ postfix/smtpd\\[\\d+\\]: lost from <HOST>$ => lost from <ADDR>",
                "^lost from \\S+\\[<HOST>\\](?::\\d+)?:?$ => lost from <CLIENT>:?",
                "^lost from [^[]*\\[<HOST>\\]$ => lost from [^\\s\\[\\]]*\\[<ADDR>\\]",
                "^(?i)Lost a1 from <ADDR>$ => [Ll][Oo][Ss][Tt] [Aa]1 [Ff][Rr][Oo][Mm] <ADDR>",
                "^((?i)ab|c) (?:d|e) <ADDR>$ => ([Aa][Bb]|[Cc]) (d|e) <ADDR>",
                "^user <F-USER>\\S+</F-USER> from <HOST> => user (?<user>\\S+) from <ADDR>.*",
                "^a <b> <[^>]*> <HOST> => a <b> <[^>]*> <ADDR>.*",
                "^a <HOST> blocked\\b => a <ADDR> blocked(\\W.*)?",
                "^a <HOST> b{2} c{1,} d{,3}$ => a <ADDR> b{2} c+ d{0,3}",
                "^a <HOST>: \\$x\\.\\t => a <ADDR>: \\x24x\\.\\t.*",
                "^a <HOST>(?: b)?[^ ]*$ => a <ADDR>( b)?([^ 0-9A-Za-z][^ ]*)?",
                "^a <HOST> b(?: c)?d?$ => a <ADDR> b( c)?d?",
                "^a(?= from \\S+(?: x=\\d)* y) from [^[]*\\[<HOST>\\](?::\\d+)?:? => a from <CLIENT>:?( x=\\d)* y.*",
                "^<F-MLFID>PREFIX</F-MLFID>a <HOST>$ => a <ADDR>",
            })
    void aConstructBecomes(String regex, String pattern) {
        Translation translation = translated(regex);
        assertEquals(Optional.empty(), translation.failure());
        assertEquals(1, translation.patterns().size(), translation.toString());
        assertEquals(pattern, translation.patterns().getFirst().pattern());
        assertTrue(translation.isWhole(), translation.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                "^(a)\\1 <HOST> => it refers back to an earlier group",
                "^a(?<=a) <HOST> => it looks back at what stands before (?<…)",
                "^a++ <HOST> => it repeats possessively",
                "^a <DNS> => <DNS> is a host name, and names are never looked up here",
                "^a <F-ID>\\S+</F-ID> => <F-ID> may be anything, and only addresses count",
                "^a<SKIPLINES><HOST> => it spans lines, and every entry is judged alone",
                "^a <HOST> b <HOST> => two addresses stand in it",
                "^(a <HOST> )+ => it repeats what holds an address, an anchor or a lookahead",
                "^a$b <HOST> => it has a '$' that is not at its end",
                "^<F-NOFAIL>a</F-NOFAIL> <HOST> => fail2ban counts no failure for it either: it only learns from it who is at the other end",
                "^a (<HOST> => it has a group that does not end",
            })
    void whatCannotBeSaidIsLeftWithItsReason(String regex, String reason) {
        assertEquals(Optional.of(reason), translated(regex).failure());
    }

    @Test
    void alternativesAroundTheAddressBecomeSeveralPatterns() {
        assertEquals(
                "[a (b|c), d <ADDR>]",
                translated("^(?:a (?:b|c), )?d <HOST>$").patterns().stream()
                        .map(Translation.Written::pattern)
                        .toList()
                        .toString()
                        .replace("(a (b|c), )?d", "a (b|c), d"));
        assertEquals(
                "[a <ADDR>, b <ADDR>]",
                translated("^(?:a <HOST>|b <HOST>)$").patterns().stream()
                        .map(Translation.Written::pattern)
                        .toList()
                        .toString());
    }

    @Test
    void whatMustNotFollowIsRefusedAsAPart() {
        Translation.Written written =
                translated("^a from <HOST>:(?! lost| gone)").patterns().getFirst();
        assertEquals("a from <ADDR>:(?<after1>.*)", written.pattern());
        assertEquals("{after1=( lost| gone).*}", written.refused().toString());
    }

    @Test
    void anAlternativeThatIsNoFailureIsRefusedAsAPart() {
        Translation.Written written =
                translated("^Failed (?:<F-NOFAIL>key</F-NOFAIL>|\\S+) from <HOST>$")
                        .patterns()
                        .getFirst();
        assertEquals("Failed (?<nofail>\\S+) from <ADDR>", written.pattern());
        assertEquals("{nofail=key}", written.refused().toString());
    }

    @Test
    void aConditionBecomesAPatternForEachCase() {
        assertEquals(
                "[a x <ADDR>: .*, a <ADDR>]",
                translated("^a (?P<given>x )?<HOST>(?(given): |$)").patterns().stream()
                        .map(Translation.Written::pattern)
                        .toList()
                        .toString());
    }

    @Test
    void onlyWhatIsProvedToHaveOnePlaceForTheAddressIsUsed() {
        Translation.Written proved =
                translated("^for .* from <HOST> port \\d+$").patterns().getFirst();
        assertTrue(proved.isUsable());
        assertTrue(proved.silence().isPresent());

        Translation.Written open = translated("^for .* from <HOST>").patterns().getFirst();
        assertFalse(open.isUsable());
        assertTrue(open.objection().get().contains("who could then choose the address"));

        Translation.Written anywhere = translated("failed from <HOST>").patterns().getFirst();
        assertFalse(anywhere.isUsable());
    }

    /** With anything behind the address that can hold another, there are two places. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                "a .* from <HOST> => true",
                "a .* from <HOST> b => true",
                "a .* from <HOST>[^>]* => false",
                "a .* from <HOST>(?: port \\d+)? => true",
                "a .* from <HOST> (?:to|from) \\S+ => true",
                "a .* <HOST> port \\d+ => true",
                "a .* <HOST>(?: port \\d+)? => false",
                "a \\S+ <HOST>[^>]* => true",
                "a .*rip=<HOST>, lip=[0-9.]+(?:, session=<[A-Za-z0-9]+>)? => true",
                "a .*rip=<HOST>(?:, \\S+)* => false",
            })
    void theProofFindsASecondReading(String regex, boolean one) {
        assertEquals(one, Readings.areOne(Node.items(RegexParser.parse(regex))));
    }

    /** A number of a port can stand at the address' place, but never is one. */
    @Test
    void whatIsNoAddressMayStandBehindIt() {
        String regex = "closed by invalid user .* <HOST>(?: port \\d+)?";
        assertTrue(Readings.firstIsRight(Node.items(RegexParser.parse(regex))));
        Translation.Written written = translated("^" + regex + "$").patterns().getFirst();
        assertTrue(written.isUsable());
        assertEquals("closed by invalid user .*? <ADDR>( port \\d+)?", written.pattern());
    }

    /** Else a client named {@code x,203.0.113.250} would be at that address. */
    @Test
    void whatStandsBehindTheAddressIsNarrowed() {
        Translation.Written written =
                translated("^sql\\(\\S*,<HOST>(?:,\\S*)?\\): unknown").patterns().getFirst();
        assertTrue(written.isUsable());
        assertEquals("sql\\(\\S*,<ADDR>(,[^\\s.:]*)?\\): unknown.*", written.pattern());
        assertTrue(written.notes().getLast().startsWith("narrower than fail2ban's"));
    }

    /**
     * fail2ban, which takes the first place, takes what stands in front of {@code via}. If that
     * does not fit any more, nobody is struck; to go on to the address behind it would be wrong.
     */
    @Test
    void whatIsNarrowedNeverNamesAnother() {
        Translation.Written written =
                translated("^failure for <F-USER>.*?</F-USER> (?:from )?<HOST>(?: via \\S+)?$")
                        .patterns()
                        .getFirst();
        assertTrue(written.isUsable());
        String pattern = written.pattern();
        assertFalse(
                TestingLinter.LINTER.fits(
                        pattern, "failure for x from 198.51.100.5 via 192.0.2.1"));
        assertFalse(
                TestingLinter.LINTER.fits(pattern, "failure for a b 198.51.100.5 via 192.0.2.1"));
        assertTrue(TestingLinter.LINTER.fits(pattern, "failure for x from 198.51.100.5 via relay"));
        assertTrue(TestingLinter.LINTER.fits(pattern, "failure for via from 198.51.100.5"));
        assertTrue(
                TestingLinter.LINTER.fits(pattern, "failure for a vi viable of from 198.51.100.5"));
        assertTrue(TestingLinter.LINTER.fits(pattern, "failure for x 192.0.2.1 from 198.51.100.5"));
        assertTrue(TestingLinter.LINTER.fits(pattern, "failure for  from 198.51.100.5"));
    }

    /**
     * Of two places fail2ban takes the last with {@code \\S*}, and the first with {@code \\S*?}.
     */
    @Test
    void whatFail2banWouldTakeFirstIsNotTakenLast() {
        Translation.Written written =
                translated("^sql\\(\\S*?,<HOST>(?:,\\S*)?\\): unknown$").patterns().getFirst();
        assertEquals("sql\\([^\\s,]*?,<ADDR>(,[^\\s.:]*)?\\): unknown", written.pattern());
        assertFalse(
                TestingLinter.LINTER.fits(
                        written.pattern(), "sql(x,198.51.100.5,192.0.2.1): unknown"));
    }

    /** A client called {@code x by=192.0.2.1} would else be at that address. */
    @Test
    void bothSidesAreNarrowedWhereOneIsNotEnough() {
        Translation.Written written =
                translated("^as=(?:\\S*|.*?) by=<HOST>(?: for=.*)?$").patterns().getFirst();
        assertTrue(written.isUsable());
        assertEquals("as=(\\S*|[^ ]*?) by=<ADDR>( for=[^.:]*)?", written.pattern());
    }

    /** The client's text behind the address can hold all that stands around it. */
    @Test
    void whatCouldNameAnotherHoweverNarrowIsNotUsed() {
        Translation.Written written =
                translated("^[^:]+:(?: [^:]+:)? from '.*?' at '<HOST>' \\(id: [^)]*\\) - no$")
                        .patterns()
                        .getFirst();
        assertFalse(written.isUsable());
    }

    /** In front of the first address instead of the last, the client would choose. */
    @ParameterizedTest
    @ValueSource(strings = {"^for .* from <HOST>", "^version '.*' from <HOST>"})
    void aRepetitionIsNotNarrowedToAnotherAddress(String regex) {
        assertFalse(translated(regex).isUsable());
    }

    @ParameterizedTest
    @CsvSource({
        "600, PT10M",
        "10m, PT10M",
        "1d, PT24H",
        "1d12h, PT36H",
        "1h 30min, PT1H30M",
        "1.5h, PT1H30M",
        "2weeks, PT336H",
        "1mo, PT730H30M",
        "1year, PT8766H",
    })
    void durationsAreAddedUp(String text, Duration duration) {
        assertEquals(Optional.of(duration), TimeText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "10 parsecs", "0", "1d-1h"})
    void whatIsNoDurationIsNone(String text) {
        assertEquals(Optional.empty(), TimeText.parse(text));
    }

    private static Translation translated(String regex) {
        return Translation.of(
                regex.replace("PREFIX", String.valueOf(RegexParser.PREFIX)),
                Optional.empty(),
                TestingLinter.LINTER);
    }
}
