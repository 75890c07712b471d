package postwarden.firewall;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import postwarden.Refusal;

/**
 * Runs a test, with what is before and after it, on a thread that has a network namespace to
 * itself: no test may touch the machine's own firewall. Skips it where no namespace can be made.
 */
final class OwnNetworkNamespace
        implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {
    private static final ExtensionContext.Namespace STORE =
            ExtensionContext.Namespace.create(OwnNetworkNamespace.class);

    /** For code that is no test. */
    static void enter() {
        NetworkNamespace.enterNew();
        try {
            Path own = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
            // PID 1's may not be readable; the one that this JVM was started in is what counts.
            assertNotEquals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")), own);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().factory());
        context.getStore(STORE).put("thread", thread);
        try {
            on(context, OwnNetworkNamespace::entered);
        } catch (Refusal refusal) {
            abort(refusal.getMessage());
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        thread(context).shutdown();
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Exception {
        on(context, () -> proceed(invocation));
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Exception {
        on(context, () -> proceed(invocation));
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Exception {
        on(context, () -> proceed(invocation));
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Exception {
        on(context, () -> proceed(invocation));
    }

    private static Void entered() {
        enter();
        return null;
    }

    private static Void proceed(InvocationInterceptor.Invocation<Void> invocation)
            throws Exception {
        try {
            return invocation.proceed();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void on(ExtensionContext context, Callable<Void> work) throws Exception {
        try {
            thread(context).submit(work).get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception failed -> throw failed;
                case Error failed -> throw failed;
                default -> throw e;
            }
        }
    }

    private static ExecutorService thread(ExtensionContext context) {
        return context.getStore(STORE).get("thread", ExecutorService.class);
    }
}
