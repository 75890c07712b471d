package postwarden.machine;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays every scenario on machines that it boots, and says what held. Runs in a network namespace
 * of its own, which is the attackers'; {@code packaging/machine} sees to that.
 */
public final class Proof {
    private final Orders orders;
    private final Checks checks = new Checks();

    private Proof(Orders orders) {
        this.orders = orders;
    }

    /**
     * What is to be shown.
     *
     * @param freshRoot the command that makes the root of a machine; it is given a name, and prints
     *     the path
     * @param options further ones for systemd-nspawn
     * @param parcels each is proved on a machine of its own
     */
    private record Orders(
            boolean isShort, String freshRoot, List<String> options, List<Parcel> parcels) {
        /** "short" or "long", the command, the options in one word, then kind, first, second. */
        static Orders of(String... words) {
            List<Parcel> parcels = new ArrayList<>();
            for (int at = 3; at < words.length; at += 3) {
                parcels.add(
                        new Parcel(
                                Parcel.Kind.valueOf(words[at]),
                                Path.of(words[at + 1]),
                                Path.of(words[at + 2])));
            }
            List<String> options =
                    words[2].isBlank() ? List.of() : List.of(words[2].strip().split(" +"));
            return new Orders(words[0].equals("short"), words[1], options, parcels);
        }
    }

    private interface Play {
        void on(Scene scene) throws Exception;
    }

    public static void main(String... words) throws Exception {
        System.exit(new Proof(Orders.of(words)).run() ? 0 : 1);
    }

    private boolean run() {
        for (Parcel parcel : orders.parcels()) {
            boolean first = parcel.equals(orders.parcels().getFirst());
            Play play = orders.isShort() ? Proof::shortly : first ? Proof::wholly : Proof::again;
            on(parcel.kind() + "-machine", parcel, play);
        }
        if (!orders.isShort()) {
            on("comparison", orders.parcels().getFirst(), scene -> new Comparison(scene).play(30));
        }
        report();
        return checks.failed() == 0;
    }

    private static void shortly(Scene scene) throws Exception {
        attack(scene);
        scene.postman().during("interruptions", scene.checks(), new Interruptions(scene)::restarts);
        scene.postman().deliver(scene.checks(), "afterwards");
    }

    private static void wholly(Scene scene) throws Exception {
        attack(scene);
        Latency.play(scene, 100);
        new Firewalld(scene).play();
        new CutJournal(scene).play();
        new Login(scene).play();
        scene.postman().deliver(scene.checks(), "after that");
        Interruptions interruptions = new Interruptions(scene);
        scene.postman()
                .during(
                        "interruptions",
                        scene.checks(),
                        () -> {
                            interruptions.restarts();
                            interruptions.upgrade();
                        });
        Scene rebooted = interruptions.reboot();
        Checks checks = rebooted.checks();
        rebooted.postman().during("the spray", checks, () -> Spray.play(rebooted, 5_000));
        Starts.play(rebooted);
        interruptions.erase();
        rebooted.postman().deliver(checks, "after erasing");
        rebooted.kernel().close();
    }

    private static void again(Scene scene) throws Exception {
        new TenFailures(scene).play();
        Interruptions interruptions = new Interruptions(scene);
        interruptions.upgrade();
        interruptions.erase();
        scene.postman().deliver(scene.checks(), "after erasing");
    }

    private static void attack(Scene scene) throws Exception {
        scene.postman().deliver(scene.checks(), "before the attack");
        scene.postman()
                .during(
                        "the attack",
                        scene.checks(),
                        () -> {
                            new TenFailures(scene).play();
                            new ForgedEntries(scene).play();
                        });
    }

    /** A scenario that breaks off is a check that failed; the next machine is another one. */
    private void on(String name, Parcel parcel, Play play) {
        try (Machine machine = Machine.boot(freshRoot(name), orders.options());
                KernelWatch kernel = new KernelWatch(machine)) {
            Guard guard = new Guard(machine);
            Installation.play(machine, guard, parcel, checks);
            play.on(
                    new Scene(
                            machine,
                            guard,
                            parcel,
                            kernel,
                            new Addresses(),
                            new Postman(machine),
                            checks));
        } catch (Exception broken) {
            broken.printStackTrace();
            checks.that("the scenarios on " + name + " go to their end", false, broken.toString());
        }
    }

    private Path freshRoot(String name) {
        String path =
                Command.run(Duration.ofMinutes(2), "", List.of(orders.freshRoot(), name)).orThrow();
        return Path.of(path.strip());
    }

    private void report() {
        OperatingSystemMXBean host = ManagementFactory.getOperatingSystemMXBean();
        checks.figure(
                "the host meanwhile: load average at the end, processors",
                "%.1f, %d".formatted(host.getSystemLoadAverage(), host.getAvailableProcessors()));
        System.out.println();
        System.out.println("| what | measured |");
        System.out.println("|---|---|");
        checks.figures().forEach(System.out::println);
        System.out.println();
        System.out.println(checks.passed() + " passed, " + checks.failed() + " failed");
    }
}
