package postwarden.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.BooleanExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.NotExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.syntax.Types;

/**
 * What a {@code when} may say: one expression of three words, numbers, texts and operators, that
 * answers yes or no. Types are looked at here and not left to Groovy's check, which would keep the
 * rest of the file from being read.
 */
final class GuardGrammar {
    static final Set<String> WORDS = Set.of("number", "text", "has");

    private enum Kind {
        NUMBER,
        TEXT,
        YES_NO,
        NUMBERS,
        TEXTS
    }

    private static final Set<Integer> LOGIC = Set.of(Types.LOGICAL_AND, Types.LOGICAL_OR);
    private static final Set<Integer> EQUALITY =
            Set.of(Types.COMPARE_EQUAL, Types.COMPARE_NOT_EQUAL);
    private static final Set<Integer> ORDER =
            Set.of(
                    Types.COMPARE_LESS_THAN,
                    Types.COMPARE_LESS_THAN_EQUAL,
                    Types.COMPARE_GREATER_THAN,
                    Types.COMPARE_GREATER_THAN_EQUAL);
    private static final Set<Integer> ARITHMETIC = Set.of(Types.PLUS, Types.MINUS, Types.MULTIPLY);

    private final BiConsumer<ASTNode, String> refuse;
    private final List<MethodCallExpression> reads;

    /**
     * @param reads where the calls that read a part are put
     */
    GuardGrammar(BiConsumer<ASTNode, String> refuse, List<MethodCallExpression> reads) {
        this.refuse = refuse;
        this.reads = reads;
    }

    void check(Expression condition) {
        kind(condition).filter(kind -> kind != Kind.YES_NO).ifPresent(kind -> mistyped(condition));
    }

    /** Empty if something in it is refused already. */
    private Optional<Kind> kind(Expression expression) {
        return switch (expression) {
            case ConstantExpression constant -> constant(constant);
            case NotExpression not -> only(Kind.YES_NO, not, not.getExpression());
            case BooleanExpression bool -> kind(bool.getExpression());
            case UnaryMinusExpression minus -> only(Kind.NUMBER, minus, minus.getExpression());
            case ListExpression list -> list(list);
            case BinaryExpression binary -> binary(binary);
            case MethodCallExpression call when call.isImplicitThis() -> call(call);
            default ->
                    refused(
                            expression,
                            "a guard is one expression of number('…'), text('…') and has('…'),"
                                    + " such as number('rate') > 30");
        };
    }

    private Optional<Kind> constant(ConstantExpression constant) {
        return switch (constant.getValue()) {
            case Integer number -> Optional.of(Kind.NUMBER);
            case Long number -> Optional.of(Kind.NUMBER);
            case String text -> Optional.of(Kind.TEXT);
            case null, default -> refused(constant, "a guard compares whole numbers and texts");
        };
    }

    private Optional<Kind> only(Kind wanted, Expression whole, Expression inner) {
        return kind(inner).flatMap(kind -> kind == wanted ? Optional.of(kind) : mistyped(whole));
    }

    private Optional<Kind> list(ListExpression list) {
        List<Optional<Kind>> kinds =
                list.getExpressions().stream().map(this::kind).distinct().toList();
        if (kinds.contains(Optional.<Kind>empty())) {
            return Optional.empty();
        }
        return kinds.equals(List.of(Optional.of(Kind.NUMBER)))
                ? Optional.of(Kind.NUMBERS)
                : kinds.equals(List.of(Optional.of(Kind.TEXT)))
                        ? Optional.of(Kind.TEXTS)
                        : mistyped(list);
    }

    private Optional<Kind> binary(BinaryExpression binary) {
        int operator = binary.getOperation().getType();
        Optional<Kind> left = kind(binary.getLeftExpression());
        Optional<Kind> right = kind(binary.getRightExpression());
        if (!isKnown(operator)) {
            return refused(
                    binary, "a guard has no operator '" + binary.getOperation().getText() + "'");
        }
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        Optional<Kind> result = result(operator, left.get(), right.get());
        return result.isPresent() ? result : mistyped(binary);
    }

    private static boolean isKnown(int operator) {
        return operator == Types.KEYWORD_IN
                || LOGIC.contains(operator)
                || EQUALITY.contains(operator)
                || ORDER.contains(operator)
                || ARITHMETIC.contains(operator);
    }

    private static Optional<Kind> result(int operator, Kind left, Kind right) {
        if (ARITHMETIC.contains(operator)) {
            return Optional.of(Kind.NUMBER).filter(kind -> left == kind && right == kind);
        }
        return Optional.of(Kind.YES_NO).filter(kind -> isComparable(operator, left, right));
    }

    private static boolean isComparable(int operator, Kind left, Kind right) {
        if (operator == Types.KEYWORD_IN) {
            return (left == Kind.NUMBER && right == Kind.NUMBERS)
                    || (left == Kind.TEXT && right == Kind.TEXTS);
        }
        if (LOGIC.contains(operator)) {
            return left == Kind.YES_NO && right == Kind.YES_NO;
        }
        boolean scalar = left == Kind.NUMBER || left == Kind.TEXT;
        return left == right && (scalar || (left == Kind.YES_NO && EQUALITY.contains(operator)));
    }

    private Optional<Kind> call(MethodCallExpression call) {
        String word = call.getMethodAsString();
        if (word == null || !WORDS.contains(word)) {
            return refused(call, "unknown word '" + word + "'" + Spelling.hint("" + word, WORDS));
        }
        boolean one =
                call.getArguments() instanceof TupleExpression arguments
                        && arguments.getExpressions().size() == 1
                        && Arguments.isText(arguments.getExpression(0));
        if (!one) {
            return refused(call, "'" + word + "' takes the name of a part: " + word + "('rate')");
        }
        reads.add(call);
        return Optional.of(
                switch (word) {
                    case "number" -> Kind.NUMBER;
                    case "text" -> Kind.TEXT;
                    default -> Kind.YES_NO;
                });
    }

    private Optional<Kind> mistyped(Expression expression) {
        return refused(expression, CompilerSentence.MISTYPED_GUARD);
    }

    private Optional<Kind> refused(Expression expression, String sentence) {
        refuse.accept(expression, sentence);
        return Optional.empty();
    }
}
