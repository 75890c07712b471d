package postwarden.fuzz;

import postwarden.testing.FuzzTarget;

/** What Jazzer calls. Its argument is the name of one of the {@link Targets}. */
public final class Driver {
    private static FuzzTarget target;

    private Driver() {}

    public static void fuzzerInitialize(String[] arguments) throws Exception {
        target = Targets.named(arguments[0]).open();
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        target.take(input);
    }
}
