package postwarden.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries alike have one shape, and memory is bounded. */
class ShapesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "connect from unknown[203.0.113.9] | connect from unknown[ADDRESS]",
                "connect from mx.b.example[2001:db8::9]:40312 | connect from HOST[ADDRESS]:N",
                "disconnect from a.example[203.0.113.9] ehlo=1 auth=0/1 commands=2/3"
                        + " | disconnect from HOST[ADDRESS] ehlo=… auth=… commands=…",
                "4cXyZ12AbCz: to=<a@b.example>, relay=local, delay=0.06, status=sent (250 ok)"
                        + " | ID: to=…, relay=…, delay=…, status=… (N ok)",
                "08AD4220ACC: removed | ID: removed",
                "NOQUEUE: filter: \"any \" text\" 450 4.7.1 <x> | NOQUEUE: filter: \"…\" text\" N N <…>",
                "warning: hostname mx.example does not resolve"
                        + " | warning: hostname HOST does not resolve",
                "reload -- version 3.7.11, configuration /etc/postfix"
                        + " | reload -- version N, configuration /etc/postfix",
                "mail for a@b.example loops | mail for MAILBOX loops",
            })
    void whatVariesIsReplaced(String message, String shape) {
        assertEquals(shape, Shapes.of(message));
    }

    @Test
    void theMostFrequentComeFirstWithAnExample() {
        Shapes shapes = new Shapes();
        shapes.add("postfix/qmgr", "08AD4220ACC: removed");
        shapes.add("postfix/smtpd", "connect from a.example[203.0.113.9]");
        shapes.add("postfix/smtpd", "connect from b.example[203.0.113.10]");
        assertEquals(3, shapes.report().entries());
        assertEquals(
                new ReplayReport.Shape(
                        2,
                        "postfix/smtpd",
                        "connect from HOST[ADDRESS]",
                        "connect from a.example[203.0.113.9]"),
                shapes.report().shapes().getFirst());
        assertEquals(2, shapes.report().shapes().size());
    }

    @Test
    void thereIsALimitAndItIsSaid() {
        Shapes shapes = new Shapes();
        for (int i = 0; i < Shapes.MOST + 7; i++) {
            shapes.add("p", "x".repeat(i % 100 + 1) + " " + "y".repeat(i / 100 + 1));
        }
        shapes.add("p", "x y");
        ReplayReport.Unmatched report = shapes.report();
        assertEquals(Shapes.MOST, report.shapes().size());
        assertEquals(7, report.unsorted());
        assertEquals(Shapes.MOST + 8, report.entries());
        assertEquals(2, report.shapes().getFirst().count(), "known shapes are counted on");
    }

    @Test
    void longTextIsCut() {
        Shapes shapes = new Shapes();
        shapes.add("p", "a ".repeat(4000));
        assertEquals(300, shapes.report().shapes().getFirst().example().length());
    }
}
