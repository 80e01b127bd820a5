package io.residuum.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class BordersTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.residuum.model");

    @Test
    void onlyOneClassKnowsTheEnginesInternals() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Native")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.pytorch..")
                .check(classes);
    }

    @Test
    void noTensorLeavesTheModule() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .haveRawReturnType(ai.djl.ndarray.NDArray.class)
                .check(classes);
        noClasses()
                .that()
                .doNotHaveSimpleName("Native")
                .and()
                .doNotHaveSimpleName("Network")
                .and()
                .doNotHaveSimpleName("Classifier")
                .and()
                .doNotHaveSimpleName("Engine")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(classes);
    }
}
