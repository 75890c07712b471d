package postwarden;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What docs/architecture.md says of the packages. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("postwarden");

    static final List<String> STAGES =
            List.of(
                    "engine",
                    "journal",
                    "rules",
                    "ledger",
                    "firewall",
                    "friends",
                    "control",
                    "config",
                    "fail2ban",
                    "log");

    private static final String[] EVERYBODY =
            STAGES.stream().map(stage -> "postwarden." + stage + "..").toArray(String[]::new);

    @Test
    void theRootPackageImportsTheJdkOnly() {
        noClasses()
                .that()
                .resideInAPackage("postwarden")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("postwarden", "java..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @FieldSource("STAGES")
    void aStageImportsTheRootAndNoOtherStage(String stage) {
        String own = "postwarden." + stage + "..";
        String[] others =
                Stream.concat(
                                Arrays.stream(EVERYBODY),
                                Stream.of(
                                        "postwarden.daemon..",
                                        "postwarden.doctor..",
                                        "postwarden.cli.."))
                        .filter(name -> !name.equals(own))
                        .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    @Test
    void theDaemonKnowsNothingOfDoctorAndCommandLine() {
        knowsNothingOf("postwarden.daemon..", "postwarden.doctor..", "postwarden.cli..");
        knowsNothingOf("postwarden.doctor..", "postwarden.cli..");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("postwarden.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void guestsStayInTheirRooms() {
        only(
                List.of("org.codehaus.groovy..", "groovy..", "org.apache.groovy..", "org.safere.."),
                "postwarden.rules..");
        only(List.of("java.sql..", "org.sqlite.."), "postwarden.ledger..");
        only(List.of("org.tomlj.."), "postwarden.config..");
        only(List.of("postwarden.log.."), "postwarden.log..");
        only(
                List.of("com.sun.jna.."),
                "postwarden.journal..",
                "postwarden.firewall..",
                "postwarden.friends..",
                "postwarden.log..",
                "postwarden.daemon..",
                "postwarden.doctor..",
                "postwarden.cli..");
        only(List.of("picocli..", "com.github.freva.."), "postwarden.cli..");
        only(
                List.of("com.fasterxml.jackson.."),
                "postwarden.control..",
                "postwarden.firewall..",
                "postwarden.cli..");
    }

    @Test
    void theEngineHasNoClockAndDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage("postwarden.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "org.slf4j..")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    private static void knowsNothingOf(String room, String... others) {
        noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    private static void only(List<String> guests, String... rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(guests.toArray(String[]::new))
                .check(CLASSES);
    }
}
