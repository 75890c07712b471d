package postwarden.rules;

import java.util.List;
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

/** What a {@code when} may say: one expression of three words, numbers, texts and operators. */
final class GuardGrammar {
    static final Set<String> WORDS = Set.of("number", "text", "has");
    private static final Set<Integer> OPERATORS =
            Set.of(
                    Types.LOGICAL_AND,
                    Types.LOGICAL_OR,
                    Types.COMPARE_EQUAL,
                    Types.COMPARE_NOT_EQUAL,
                    Types.COMPARE_LESS_THAN,
                    Types.COMPARE_LESS_THAN_EQUAL,
                    Types.COMPARE_GREATER_THAN,
                    Types.COMPARE_GREATER_THAN_EQUAL,
                    Types.PLUS,
                    Types.MINUS,
                    Types.MULTIPLY,
                    Types.KEYWORD_IN);

    private final BiConsumer<ASTNode, String> refuse;
    private final List<MethodCallExpression> reads;

    /**
     * @param reads where the calls that read a part are put
     */
    GuardGrammar(BiConsumer<ASTNode, String> refuse, List<MethodCallExpression> reads) {
        this.refuse = refuse;
        this.reads = reads;
    }

    void check(Expression expression) {
        switch (expression) {
            case ConstantExpression constant -> constant(constant);
            case NotExpression not -> check(not.getExpression());
            case BooleanExpression bool -> check(bool.getExpression());
            case UnaryMinusExpression minus -> check(minus.getExpression());
            case ListExpression list -> list.getExpressions().forEach(this::check);
            case BinaryExpression binary -> {
                if (!OPERATORS.contains(binary.getOperation().getType())) {
                    refuse.accept(
                            expression,
                            "a guard has no operator '" + binary.getOperation().getText() + "'");
                }
                check(binary.getLeftExpression());
                check(binary.getRightExpression());
            }
            case MethodCallExpression call when call.isImplicitThis() -> call(call);
            default ->
                    refuse.accept(
                            expression,
                            "a guard is one expression of number('…'), text('…') and has('…'),"
                                    + " such as number('rate') > 30");
        }
    }

    private void constant(ConstantExpression constant) {
        Object value = constant.getValue();
        if (!(value instanceof Integer || value instanceof Long || value instanceof String)) {
            refuse.accept(constant, "a guard compares whole numbers and texts");
        }
    }

    private void call(MethodCallExpression call) {
        String word = call.getMethodAsString();
        if (word == null || !WORDS.contains(word)) {
            refuse.accept(call, "unknown word '" + word + "'" + Spelling.hint("" + word, WORDS));
            return;
        }
        boolean one =
                call.getArguments() instanceof TupleExpression arguments
                        && arguments.getExpressions().size() == 1
                        && Arguments.isText(arguments.getExpression(0));
        if (!one) {
            refuse.accept(call, "'" + word + "' takes the name of a part: " + word + "('rate')");
            return;
        }
        reads.add(call);
    }
}
