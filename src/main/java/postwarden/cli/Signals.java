package postwarden.cli;

import java.lang.reflect.Proxy;

/**
 * Signals that do not end the program. The JDK has sun.misc.Signal for it (module jdk.unsupported)
 * and nothing else; by reflection, since javac warns of it in a way that nothing silences.
 */
final class Signals {
    private Signals() {}

    /**
     * @param name without SIG
     * @param action run on a thread of its own
     */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object acting =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                action.run();
                                return null;
                            });
            Object caught = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, caught, acting);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("SIG" + name + " cannot be caught", impossible);
        }
    }
}
