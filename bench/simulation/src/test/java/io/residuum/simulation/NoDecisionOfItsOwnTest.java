package io.residuum.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.residuum.actors.decision.RunCore;
import io.residuum.actors.decision.RunState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The simulator plays the decisions of production: all of them, and no copy of any. */
class NoDecisionOfItsOwnTest {

    private static final String DECISION = "io.residuum.actors.decision";

    /**
     * A warm-up's end hangs on nothing but the run's own chain, whose bits every world compares; batches are not deleted in
     * the worlds yet; who leaves a membership is decided on addresses alone, and the tests of those cores try every split of nine nodes.
     */
    private static final Set<String> NOT_PLAYED = Set.of("WarmUpCore", "DeletionCore", "DowningCore", "IslandsCore");

    private static final JavaClasses SIMULATOR = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.residuum.simulation");
    private static final JavaClasses DECISIONS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(DECISION);

    private static Set<String> vocabulary() {
        return DECISIONS.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> constants(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> field.getModifiers().contains(JavaModifier.ENUM))
                .map(field -> field.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyDecisionIsPlayed() {
        Set<String> played = SIMULATOR.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass())
                .filter(type -> type.getPackageName().equals(DECISION))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        Set<String> cores = DECISIONS.stream()
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .filter(name -> name.endsWith("Core") && !NOT_PLAYED.contains(name))
                .filter(name -> !name.equals("AllocationCore")) // by CoordinatorCore
                .filter(name -> !name.equals("SelectionCore")) // by BatchCore
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(played).containsAll(cores);
    }

    @Test
    void noWordOfADecisionIsDeclaredAgain() {
        Set<String> words = vocabulary();
        words.addAll(List.of("Event", "Effect"));
        assertThat(words).contains("RunCore", "Assignment", "Gate", "RunState", "StopCause");
        assertThat(SIMULATOR).noneMatch(type -> words.contains(type.getSimpleName()));
        for (JavaClass decided : DECISIONS) {
            for (JavaClass type : SIMULATOR) {
                Set<String> shared = constants(type);
                shared.retainAll(constants(decided));
                assertThat(shared)
                        .as("%s lists the constants of %s", type.getName(), decided.getName())
                        .hasSizeLessThan(2);
            }
        }
    }

    @Test
    void processesLookAtNoState() {
        noClasses()
                .that()
                .haveNameMatching("io\\.residuum\\.simulation\\.Simulated(Coordinator|Node|Trainer|Cohort)(\\$.*)?")
                .should()
                .accessClassesThat()
                .belongToAnyOf(RunState.Phase.class, RunCore.Ending.class)
                .check(SIMULATOR);
    }
}
