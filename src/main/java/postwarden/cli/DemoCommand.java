package postwarden.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import postwarden.Refusal;
import postwarden.firewall.NetworkNamespace;

/** Shows the main job on this machine, and leaves nothing behind. */
@Command(
        name = "demo",
        description =
                "A recorded attack on a real Postfix, through journal, rules and ledger to bans in"
                        + " a real nftables set, in a network namespace of its own.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Mixin private Configuration configuration;
    @Spec private CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        CompletableFuture<Integer> result = new CompletableFuture<>();
        // A thread of its own: it goes into another network namespace and does not come back.
        Thread stage =
                Thread.ofPlatform()
                        .name("demo")
                        .start(
                                () -> {
                                    try {
                                        result.complete(play(out));
                                    } catch (RuntimeException | InterruptedException failed) {
                                        result.completeExceptionally(failed);
                                    }
                                });
        stage.join();
        try {
            return result.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException refused
                    ? refused
                    : new IllegalStateException("the demo was interrupted", failed);
        }
    }

    private int play(PrintWriter out) throws InterruptedException {
        boolean isolated = enterNamespace(out);
        try (Demo demo = new Demo(configuration, isolated, out)) {
            return demo.play();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean enterNamespace(PrintWriter out) {
        try {
            NetworkNamespace.enterNew();
            return true;
        } catch (Refusal refused) {
            out.println("Left out: the firewall. " + refused.getMessage() + ".");
            out.println();
            return false;
        }
    }
}
