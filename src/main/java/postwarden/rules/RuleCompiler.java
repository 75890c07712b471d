package postwarden.rules;

import groovy.lang.GroovyClassLoader;
import groovy.transform.CompileStatic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.ASTTransformationCustomizer;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;
import org.codehaus.groovy.tools.GroovyClass;

/**
 * Compiles one rule file to classes: parsed, held against the {@link Grammar}, statically checked.
 * Nothing of the file runs. What the grammar refuses is a problem, and is not in the classes. A
 * start with a warm {@link ClassCache} never loads this class, nor the compiler behind it. Any
 * thread may use it.
 */
final class RuleCompiler {
    /** Of the class that a file becomes. */
    static final String MAIN_CLASS = "PostwardenRuleFile";

    private static final Set<String> SWITCHED_OFF =
            Set.of("groovy.grape.GrabAnnotationTransformation");

    private RuleCompiler() {}

    /** Empty if nothing is left to run; then {@code problems} knows why. */
    static Map<String, byte[]> compile(String file, String text, List<Problem> problems) {
        if (Brackets.areTooDeep(text)) {
            problems.add(Problem.error(file, 0, 0, "its brackets are nested too deeply"));
            return Map.of();
        }
        CompilationUnit unit =
                new CompilationUnit(
                        configuration(file, problems),
                        null,
                        new GroovyClassLoader(RuleCompiler.class.getClassLoader()));
        unit.addSource(MAIN_CLASS + ".groovy", text);
        try {
            unit.compile(Phases.CLASS_GENERATION);
        } catch (MultipleCompilationErrorsException e) {
            if (problems.isEmpty()) {
                problems.addAll(errors(file, e));
            }
            return Map.of();
        } catch (CompilationFailedException e) {
            problems.add(Problem.error(file, 0, 0, "cannot be compiled: " + e.getMessage()));
            return Map.of();
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (GroovyClass each : unit.getClasses()) {
            classes.put(each.getName(), each.getBytes());
        }
        return classes;
    }

    private static CompilerConfiguration configuration(String file, List<Problem> problems) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(RuleFile.class.getName());
        configuration.setTargetBytecode("21");
        configuration.setDisabledGlobalASTTransformations(SWITCHED_OFF);
        configuration.addCompilationCustomizers(
                new GrammarCustomizer(file, problems),
                new ASTTransformationCustomizer(CompileStatic.class));
        return configuration;
    }

    /** Right after parsing. What is foreign ends the compilation with this phase. */
    private static final class GrammarCustomizer extends CompilationCustomizer {
        private final String file;
        private final List<Problem> problems;
        private boolean done;

        GrammarCustomizer(String file, List<Problem> problems) {
            super(CompilePhase.CONVERSION);
            this.file = file;
            this.problems = problems;
        }

        @Override
        public void call(SourceUnit source, GeneratorContext context, ClassNode node) {
            if (done) {
                return; // the module is checked once, however many classes it has
            }
            done = true;
            Grammar grammar = new Grammar(file);
            problems.addAll(grammar.check(source.getAST()));
            if (grammar.isForeign()) {
                problems.forEach(
                        problem ->
                                source.getErrorCollector()
                                        .addErrorAndContinue(message(problem, source)));
                throw new MultipleCompilationErrorsException(source.getErrorCollector());
            }
        }

        private static Message message(Problem problem, SourceUnit source) {
            return new SyntaxErrorMessage(
                    new SyntaxException(problem.sentence(), problem.line(), problem.column()),
                    source);
        }
    }

    private static List<Problem> errors(String file, MultipleCompilationErrorsException e) {
        List<Problem> errors = new ArrayList<>();
        for (Message message : e.getErrorCollector().getErrors()) {
            if (message instanceof SyntaxErrorMessage syntax) {
                SyntaxException cause = syntax.getCause();
                errors.add(
                        Problem.error(
                                file,
                                cause.getStartLine(),
                                cause.getStartColumn(),
                                CompilerSentence.of(cause.getOriginalMessage())));
            }
        }
        if (errors.isEmpty()) {
            errors.add(Problem.error(file, 0, 0, "cannot be compiled"));
        }
        return errors;
    }
}
