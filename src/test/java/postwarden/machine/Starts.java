package postwarden.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** From {@code systemctl start} to READY. */
final class Starts {
    private Starts() {}

    static void play(Scene scene) throws Exception {
        scene.checks().section("Starts");
        figure(scene, "warm", 5, "");
        figure(
                scene,
                "cold (the host's page cache dropped)",
                3,
                "sync; echo 1 >/proc/sys/vm/drop_caches");
    }

    private static void figure(Scene scene, String how, int times, String beforehand)
            throws Exception {
        List<Duration> starts = new ArrayList<>();
        for (int each = 0; each < times; each++) {
            scene.machine().run("systemctl stop postwarden").orThrow();
            if (!beforehand.isEmpty()) {
                Machine.outside(beforehand);
            }
            scene.machine().run("systemctl start postwarden").orThrow();
            starts.add(scene.guard().startTime());
        }
        Collections.sort(starts);
        long bans = scene.guard().status().at("/bans/enforced").asLong();
        scene.checks()
                .figure(
                        "systemctl start to READY, "
                                + how
                                + ", median of "
                                + times
                                + ", with "
                                + bans
                                + " bans, in seconds",
                        Installation.seconds(starts.get(times / 2)));
    }
}
