package postwarden.machine;

import java.time.Duration;

/** As an administrator does it: one file, then enable. */
final class Installation {
    private Installation() {}

    static void play(Machine machine, Guard guard, Parcel parcel, Checks checks) throws Exception {
        checks.section("Installation (" + parcel.first().getFileName() + ")");
        machine.receive(parcel.first());
        machine.receive(parcel.second());
        Command.Answer installed = machine.run(Duration.ofMinutes(3), parcel.install());
        checks.that("it installs", installed.isGood(), installed.isGood() ? "" : installed.text());
        Command.Answer enabled = machine.run("systemctl enable --now postwarden");
        checks.that(
                "it is enabled and starts",
                enabled.isGood() && guard.isActive(),
                enabled.isGood()
                        ? "READY after " + seconds(guard.startTime())
                        : enabled.text() + machine.run("journalctl -n 20 -u postwarden").text());
        checks.that(
                "it is caught up and guards",
                Patience.until(Duration.ofSeconds(30), guard::isCaughtUp),
                guard.status().toString());
        String service = machine.run("postwarden doctor | grep '^[a-z]* *service '").text().strip();
        checks.that(
                "doctor finds that the service's user may do all that it needs",
                service.startsWith("ok ") && service.contains("user 'postwarden'"),
                service);
        checks.figure(
                parcel.kind() + ": first start to READY, in seconds", seconds(guard.startTime()));
        checks.figure(
                parcel.kind() + ": RSS of the service idle, in MiB",
                Long.toString(guard.memory("VmRSS")));
        exposure(machine, checks);
    }

    private static void exposure(Machine machine, Checks checks) {
        String security =
                machine.run("systemd-analyze security --no-pager postwarden.service | tail -1")
                        .text()
                        .strip();
        String level = security.replaceAll(".*: ([0-9.]+) .*", "$1");
        checks.that(
                "systemd-analyze security is at 2.0 or better",
                level.matches("[0-9.]+") && Double.parseDouble(level) <= 2.0,
                security);
    }

    static String seconds(Duration time) {
        return "%.2f".formatted(time.toMillis() / 1000.0);
    }
}
