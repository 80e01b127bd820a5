package io.residuum.actors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** The arrows between modules and packages point one way; what a decision must not touch, it cannot. */
@AnalyzeClasses(packages = "io.residuum", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArrowsTest {

    private static final String STORAGE = "io.residuum.storage..";
    private static final String PIPELINE = "io.residuum.pipeline..";
    private static final String MODEL = "io.residuum.model..";
    private static final String ACTORS = "io.residuum.actors..";

    /** Packages of pure thought: no actor, I/O, clock or randomness. */
    private static final String[] PURE = {
        "io.residuum.actors.decision..",
        "io.residuum.actors.experiment..",
        "io.residuum.actors.history..",
        "io.residuum.actors.statistics..",
        "io.residuum.actors.report.."
    };

    @ArchTest
    static final ArchRule storageKnowsNoOtherModule = noClasses()
            .that()
            .resideInAPackage(STORAGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PIPELINE, MODEL, ACTORS);

    @ArchTest
    static final ArchRule pipelineKnowsStorageOnly = noClasses()
            .that()
            .resideInAPackage(PIPELINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MODEL, ACTORS);

    @ArchTest
    static final ArchRule modelKnowsNoOtherModule = noClasses()
            .that()
            .resideInAPackage(MODEL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STORAGE, PIPELINE, ACTORS);

    @ArchTest
    static final ArchRule modelKnowsNoActors = noClasses()
            .that()
            .resideInAPackage(MODEL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("akka..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.residuum.actors.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule s3StaysInStorage = noClasses()
            .that()
            .resideOutsideOfPackage(STORAGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka.stream.alpakka.s3..", "software.amazon.awssdk..", "org.gaul..", "org.jclouds..");

    @ArchTest
    static final ArchRule theEngineStaysInModel = noClasses()
            .that()
            .resideOutsideOfPackage(MODEL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule openCvStaysInPipeline = noClasses()
            .that()
            .resideOutsideOfPackage(PIPELINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.opencv..", "nu.pattern..");

    @ArchTest
    static final ArchRule thoughtKnowsNoActorsAndNoStore = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "akka..",
                    "io.residuum.actors.run..",
                    "io.residuum.actors.command..",
                    "java.nio.file..",
                    "java.net..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("io\\.residuum\\.storage\\.(ObjectStore|EmbeddedS3|DataSets|DataSetImport)");

    @ArchTest
    static final ArchRule decisionsAreTakenInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackages("io.residuum.actors.decision..", STORAGE)
            .should()
            .haveSimpleNameEndingWith("Core");

    @ArchTest
    static final ArchRule theClockIsHandedDown = noClasses()
            .that()
            .resideOutsideOfPackage("io.residuum.actors.command..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule chanceIsHandedDown = noClasses()
            .that()
            .resideInAnyPackage(MODEL, PIPELINE, "io.residuum.actors.run..", "io.residuum.actors.decision..")
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule nothingStaticChanges = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAPackage("io.residuum..")
            .should()
            .beFinal();
}
