package postwarden.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/**
 * Holds a parsed file against the {@link Word words}, before anything else looks at it: what is not
 * a word with its arguments is an error and is left out of the tree, so neither code of the file
 * nor a transformation that an annotation names can run, and the rest of the file can still be read
 * for more mistakes. Then it prepares the file for {@link Draft}: in front of each word goes the
 * place where it stands.
 *
 * <p>One thread's, for one file.
 */
final class Grammar {
    private final List<Problem> problems = new ArrayList<>();
    private final String file;
    private boolean foreign;

    /** What the guard of the word at hand reads. */
    final List<MethodCallExpression> reads = new ArrayList<>();

    private final Arguments arguments = new Arguments(this);

    Grammar(String file) {
        this.file = file;
    }

    List<Problem> check(ModuleNode module) {
        module.getImports().forEach(each -> refuse(each, "a rule file imports nothing"));
        module.getStarImports().forEach(each -> refuse(each, "a rule file imports nothing"));
        module.getStaticImports()
                .values()
                .forEach(each -> refuse(each, "a rule file imports nothing"));
        module.getStaticStarImports()
                .values()
                .forEach(each -> refuse(each, "a rule file imports nothing"));
        if (module.getPackage() != null) {
            refuse(module.getPackage(), "a rule file belongs to no package");
        }
        module.getMethods().forEach(each -> refuse(each, "a rule file defines no methods"));
        for (ClassNode each : module.getClasses()) {
            if (!each.isScript()) {
                refuse(each, "a rule file defines no classes");
            }
        }
        foreign = !problems.isEmpty();
        block(module.getStatementBlock(), Block.FILE);
        return problems;
    }

    /** Whether there is something in the file that cannot be left out of the tree. */
    boolean isForeign() {
        return foreign;
    }

    void refuse(ASTNode node, String sentence) {
        problems.add(
                Problem.error(
                        file,
                        Math.max(node.getLineNumber(), 1),
                        Math.max(node.getColumnNumber(), 1),
                        sentence));
    }

    /** Checks a block, leaves out what is wrong, and puts its places in. */
    void block(BlockStatement block, Block kind) {
        List<Statement> placed = new ArrayList<>();
        boolean whole = true;
        for (Statement written : block.getStatements()) {
            Statement statement = called(written, kind);
            if (isWord(statement, kind)) {
                placed.add(Arguments.hidden("at", statement));
                reads.forEach(
                        read ->
                                placed.add(
                                        Arguments.hidden(
                                                "reads",
                                                read,
                                                read.getMethodAsString(),
                                                part(read))));
                placed.add(statement);
            } else {
                whole = false;
            }
            reads.clear();
        }
        if (!whole && kind != Block.FILE) {
            placed.addFirst(Arguments.call("incomplete", block));
        }
        block.getStatements().clear();
        block.getStatements().addAll(placed);
    }

    /** A word that takes nothing is a call without its parentheses. */
    private static Statement called(Statement written, Block kind) {
        return expression(written) instanceof VariableExpression variable
                        && Word.of(variable.getName(), kind)
                                .filter(word -> word.takes == Word.Takes.NOTHING)
                                .isPresent()
                ? Arguments.call(variable.getName(), written)
                : written;
    }

    private static String part(MethodCallExpression read) {
        return Arguments.text(((TupleExpression) read.getArguments()).getExpression(0));
    }

    private boolean isWord(Statement statement, Block kind) {
        Expression expression = expression(statement);
        if (!(expression instanceof MethodCallExpression call)
                || !call.isImplicitThis()
                || !(call.getMethod() instanceof ConstantExpression)
                || call.getGenericsTypes() != null
                || call.isSpreadSafe()
                || call.isSafe()) {
            refuse(statement, unfitting(expression, kind));
            return false;
        }
        String name = call.getMethodAsString();
        Optional<Word> word = Word.of(name, kind);
        if (word.isEmpty()) {
            refuse(call, unknown(name, kind));
            return false;
        }
        return isRight(word.get(), call);
    }

    private boolean isRight(Word word, MethodCallExpression call) {
        if (!(call.getArguments() instanceof TupleExpression tuple)) {
            refuse(call, takes(word));
            return false;
        }
        List<Expression> plain = new ArrayList<>(tuple.getExpressions());
        int before = problems.size();
        Map<String, Expression> facts = arguments.facts(plain);
        boolean entered = arguments.check(word, call, plain, facts);
        List<Expression> prepared = new ArrayList<>();
        tuple.getExpressions().forEach(each -> prepared.add(Arguments.prepared(each)));
        call.setArguments(new ArgumentListExpression(prepared));
        return entered || problems.size() == before;
    }

    static Expression expression(Statement statement) {
        return switch (statement) {
            case ExpressionStatement each -> each.getExpression();
            case ReturnStatement each -> each.getExpression();
            default -> null;
        };
    }

    static String takes(Word word) {
        return "'" + word.text + "' is written " + word.usage;
    }

    private static String unknown(String name, Block kind) {
        List<String> words = Word.in(kind).stream().map(word -> word.text).toList();
        return Word.elsewhere(name)
                .map(word -> "'" + name + "' belongs inside " + word.block + ", not " + kind)
                .orElseGet(() -> "unknown word '" + name + "'" + Spelling.hint(name, words));
    }

    private static String unfitting(Expression expression, Block kind) {
        if (expression instanceof VariableExpression variable) {
            return Word.of(variable.getName(), kind)
                    .map(Grammar::takes)
                    .orElseGet(() -> unknown(variable.getName(), kind));
        }
        return kind
                + " holds nothing but its words: "
                + String.join(", ", Word.in(kind).stream().map(word -> word.text).toList());
    }
}
