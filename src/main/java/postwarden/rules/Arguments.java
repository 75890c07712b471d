package postwarden.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BitwiseNegationExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** The part of the {@link Grammar} that knows what may follow a word. */
final class Arguments {
    private static final Set<String> TIMES =
            Set.of(
                    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days",
                    "week", "weeks");

    private final Grammar grammar;

    Arguments(Grammar grammar) {
        this.grammar = grammar;
    }

    /** Takes the {@code name: value} pairs out of a word's arguments. */
    Map<String, Expression> facts(List<Expression> arguments) {
        Map<String, Expression> facts = new LinkedHashMap<>();
        for (Expression argument : List.copyOf(arguments)) {
            if (argument instanceof MapExpression map) {
                arguments.remove(argument);
                map.getMapEntryExpressions().forEach(entry -> put(entry, facts));
            }
        }
        return facts;
    }

    private void put(MapEntryExpression entry, Map<String, Expression> facts) {
        if (!isText(entry.getKeyExpression())) {
            grammar.refuse(entry, "a name before ':' is a plain word");
        } else if (facts.put(text(entry.getKeyExpression()), entry.getValueExpression()) != null) {
            grammar.refuse(entry, "'" + text(entry.getKeyExpression()) + "' is said twice");
        }
    }

    /** True if it was a block, whose own words are looked at one by one. */
    boolean check(
            Word word,
            MethodCallExpression call,
            List<Expression> plain,
            Map<String, Expression> facts) {
        facts.forEach((name, value) -> checkFact(word, name, value));
        boolean enough =
                switch (word.takes) {
                    case BLOCK, TWO_TEXTS -> plain.size() == 2;
                    case GUARD, TEXT, PATTERN, NUMBER, DURATION -> plain.size() == 1;
                    case NOTHING -> plain.isEmpty();
                    case TEXTS -> !plain.isEmpty();
                    case TEXTS_OR_NUMBERS, TEXTS_OR_PATTERNS ->
                            plain.stream().map(Arguments::isText).distinct().count() == 1;
                    case PATTERNS -> plain.isEmpty() != facts.isEmpty();
                };
        if (!enough) {
            grammar.refuse(call, Grammar.takes(word));
            return false;
        }
        if (word.takes == Word.Takes.DURATION
                && !facts.isEmpty()
                && !facts.keySet().equals(word.facts())) {
            grammar.refuse(call, Grammar.takes(word));
        }
        if (word == Word.EXAMPLE && !facts.containsKey("offender")) {
            grammar.refuse(call, "an example names its offender: " + word.usage);
        }
        if (word.takes == Word.Takes.BLOCK) {
            return block(word, call, plain);
        } else if (word.takes == Word.Takes.GUARD) {
            guard(word, plain.getFirst());
        } else {
            plain.stream()
                    .filter(argument -> !fits(word.takes, argument))
                    .forEach(argument -> grammar.refuse(argument, unfitting(word, argument)));
        }
        return false;
    }

    private void checkFact(Word word, String name, Expression value) {
        if (!word.allowsFact(name)) {
            grammar.refuse(
                    value,
                    "'"
                            + word.text
                            + "' takes no '"
                            + name
                            + ":'"
                            + Spelling.hint(name, word.facts()));
        } else if (!fits(word.factTakes(name), value)) {
            grammar.refuse(value, unfitting(word, value));
        }
    }

    private boolean block(Word word, MethodCallExpression call, List<Expression> plain) {
        boolean right =
                isText(plain.getFirst())
                        && plain.getLast() instanceof ClosureExpression closure
                        && !hasParameters(closure)
                        && closure.getCode() instanceof BlockStatement;
        if (!right) {
            grammar.refuse(call, Grammar.takes(word));
            return false;
        }
        BlockStatement body = (BlockStatement) ((ClosureExpression) plain.getLast()).getCode();
        grammar.block(
                body,
                word == Word.JAIL ? Block.JAIL : word == Word.FORGIVE ? Block.FORGIVE : Block.RULE);
        return true;
    }

    private void guard(Word word, Expression argument) {
        List<Statement> body =
                argument instanceof ClosureExpression closure
                                && !hasParameters(closure)
                                && closure.getCode() instanceof BlockStatement block
                        ? block.getStatements()
                        : List.of();
        Expression condition = body.size() == 1 ? Grammar.expression(body.getFirst()) : null;
        if (condition == null) {
            grammar.refuse(argument, "a guard is one expression: " + word.usage);
            return;
        }
        new GuardGrammar(grammar::refuse, grammar.reads).check(condition);
    }

    private static boolean hasParameters(ClosureExpression closure) {
        return closure.getParameters() != null && closure.getParameters().length > 0;
    }

    private static boolean fits(Word.Takes takes, Expression argument) {
        return switch (takes) {
            case TEXT, TEXTS, TWO_TEXTS -> isText(argument);
            case TEXTS_OR_NUMBERS -> isText(argument) || isNumber(argument);
            case TEXTS_OR_PATTERNS -> isText(argument) || isPattern(argument);
            case PATTERN, PATTERNS -> isPattern(argument);
            case NUMBER -> isNumber(argument);
            case DURATION -> isDuration(argument);
            case NOTHING -> false;
            case BLOCK, GUARD -> true;
        };
    }

    private static String unfitting(Word word, Expression argument) {
        if (word.takes == Word.Takes.DURATION && isNumber(argument)) {
            return "'" + word.text + "' needs a unit: " + word.usage;
        }
        if (argument instanceof PropertyExpression time && isNumber(time.getObjectExpression())) {
            String unit = "" + time.getPropertyAsString();
            return "unknown unit '" + unit + "'" + Spelling.hint(unit, TIMES);
        }
        return Grammar.takes(word);
    }

    static boolean isText(Expression expression) {
        return expression instanceof ConstantExpression constant
                && constant.getValue() instanceof String;
    }

    static String text(Expression expression) {
        return (String) ((ConstantExpression) expression).getValue();
    }

    private static boolean isNumber(Expression expression) {
        return expression instanceof ConstantExpression constant
                && constant.getValue() instanceof Integer;
    }

    private static boolean isDuration(Expression expression) {
        return expression instanceof PropertyExpression time
                && isNumber(time.getObjectExpression())
                && TIMES.contains("" + time.getPropertyAsString())
                && !time.isSafe()
                && !time.isSpreadSafe();
    }

    private static boolean isPattern(Expression expression) {
        return expression instanceof BitwiseNegationExpression negation
                && isText(negation.getExpression());
    }

    /** Puts {@link PatternText} in the place of Groovy's patterns, with where they stand. */
    static Expression prepared(Expression expression) {
        if (isPattern(expression)) {
            String text = text(((BitwiseNegationExpression) expression).getExpression());
            return new StaticMethodCallExpression(
                    ClassHelper.make(PatternText.class),
                    "of",
                    new ArgumentListExpression(
                            new ConstantExpression(text),
                            number(expression.getLineNumber()),
                            number(expression.getColumnNumber())));
        }
        if (expression instanceof MapExpression map) {
            List<MapEntryExpression> entries = new ArrayList<>();
            map.getMapEntryExpressions()
                    .forEach(
                            entry ->
                                    entries.add(
                                            new MapEntryExpression(
                                                    entry.getKeyExpression(),
                                                    prepared(entry.getValueExpression()))));
            MapExpression prepared = new MapExpression(entries);
            prepared.setSourcePosition(map);
            return prepared;
        }
        return expression;
    }

    /** {@code name(texts…, line, column)}: a call that is not in the file. */
    static Statement hidden(String name, ASTNode place, String... texts) {
        List<Expression> arguments = new ArrayList<>();
        for (String text : texts) {
            arguments.add(new ConstantExpression(text));
        }
        arguments.add(number(place.getLineNumber()));
        arguments.add(number(place.getColumnNumber()));
        return call(name, place, arguments.toArray(Expression[]::new));
    }

    static Statement call(String name, ASTNode place, Expression... arguments) {
        MethodCallExpression call =
                new MethodCallExpression(
                        VariableExpression.THIS_EXPRESSION,
                        name,
                        new ArgumentListExpression(arguments));
        call.setImplicitThis(true);
        call.setSourcePosition(place);
        ExpressionStatement statement = new ExpressionStatement(call);
        statement.setSourcePosition(place);
        return statement;
    }

    private static ConstantExpression number(int value) {
        return new ConstantExpression(value, true);
    }
}
