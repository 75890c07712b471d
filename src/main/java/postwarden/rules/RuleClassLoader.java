package postwarden.rules;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/** Defines the classes of one compiled rule file. */
final class RuleClassLoader extends ClassLoader {
    private final Map<String, byte[]> classes;

    RuleClassLoader(Map<String, byte[]> classes) {
        super(RuleClassLoader.class.getClassLoader());
        this.classes = Map.copyOf(classes);
    }

    /** Runs the file once. */
    static void run(Map<String, byte[]> classes, Draft draft) {
        try {
            RuleFile file =
                    new RuleClassLoader(classes)
                            .loadClass(RuleCompiler.MAIN_CLASS)
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
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
