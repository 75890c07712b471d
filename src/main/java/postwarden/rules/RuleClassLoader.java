package postwarden.rules;

import java.beans.Introspector;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Defines the classes of one compiled rule file. */
final class RuleClassLoader extends ClassLoader {
    private final Map<String, byte[]> classes;
    private final List<Class<?>> defined = new ArrayList<>();

    RuleClassLoader(Map<String, byte[]> classes) {
        super(RuleClassLoader.class.getClassLoader());
        this.classes = Map.copyOf(classes);
    }

    /**
     * Runs the file once. Of its classes only the guards' live on, as long as the book does: what
     * the JDK remembers of the others for Groovy would hold them until memory is short.
     */
    static void run(Map<String, byte[]> classes, Draft draft) {
        RuleClassLoader loader = new RuleClassLoader(classes);
        try {
            RuleFile file =
                    loader.loadClass(RuleCompiler.MAIN_CLASS)
                            .asSubclass(RuleFile.class)
                            .getDeclaredConstructor()
                            .newInstance();
            file.tell(draft);
        } catch (InvocationTargetException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | ClassNotFoundException e) {
            throw new LinkageError("a compiled rule file cannot be loaded", e);
        } finally {
            loader.defined.forEach(Introspector::flushFromCaches);
            loader.defined.clear();
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        Class<?> made = defineClass(name, bytes, 0, bytes.length);
        defined.add(made);
        return made;
    }
}
