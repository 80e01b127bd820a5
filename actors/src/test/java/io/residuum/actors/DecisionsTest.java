package io.residuum.actors;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunState;
import java.time.Duration;
import java.util.Set;

/**
 * Decisions are taken in {@code decision}, of values alone, and nowhere else: what an actor knows of a run's state, it passes
 * on.
 */
@AnalyzeClasses(packages = "io.residuum.actors", importOptions = ImportOption.DoNotIncludeTests.class)
class DecisionsTest {

    private static final String DECISION = "io.residuum.actors.decision..";
    private static final String SHELLS = "io\\.residuum\\.actors\\.run\\."
            + "(Coordinator|BatchSupervisor|VariantSupervisor|CohortSupervisor|RunSupervisor|Devices|NodeAgent|Trainer)(\\$.*)?";

    /** What says how a run stands; whoever compares it decides. */
    private static final Set<String> STATES = Set.of(RunState.Phase.class.getName(), RunCore.Ending.class.getName());

    /** Values: of the language, of plans and histories, and of chains. A clock, a random source, a thread, a file is none. */
    private static final DescribedPredicate<JavaClass> VALUES = resideInAnyPackage(
                    "java.lang",
                    "java.lang.invoke",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream")
            .and(DescribedPredicate.not(simpleName("Random")))
            .and(DescribedPredicate.not(simpleName("SplittableRandom")))
            .and(DescribedPredicate.not(simpleName("UUID")))
            .and(DescribedPredicate.not(simpleName("Timer")))
            .and(DescribedPredicate.not(simpleName("Thread")))
            .or(resideInAnyPackage(
                    DECISION,
                    "io.residuum.actors.experiment..",
                    "io.residuum.actors.history..",
                    "org.jspecify..",
                    "com.fasterxml.jackson.databind.node.."))
            .or(JavaClass.Predicates.belongToAnyOf(Duration.class))
            .or(resideInAPackage("io.residuum.storage")
                    .and(DescribedPredicate.not(simpleName("ObjectStore")))
                    .and(DescribedPredicate.not(simpleName("DataSets"))))
            .or(new DescribedPredicate<>("arrays of them") {
                @Override
                public boolean test(JavaClass type) {
                    return type.isPrimitive() || type.isArray();
                }
            });

    @ArchTest
    static final ArchRule decisionsAreOfValuesAlone =
            classes().that().resideInAPackage(DECISION).should().onlyDependOnClassesThat(VALUES);

    @ArchTest
    static final ArchRule actorsAroundDecisionsTakeNone = noClasses()
            .that()
            .haveNameMatching(SHELLS)
            .should()
            .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("a run's state is compared") {
                @Override
                public boolean test(JavaAccess<?> access) {
                    String owner = access.getTargetOwner().getName();
                    return STATES.contains(owner)
                            && !access.getTarget().getName().equals("toString");
                }
            })
            .because("what follows from a state is decided in " + DECISION + ", where the simulation plays it");
}
