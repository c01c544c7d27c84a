package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What programs see of the module, and what it sees of the adapter. */
class ModuleTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.postbound.standalone");

    @Test
    void programs_seeThreeTypes() {
        assertEquals(
                Set.of("Postbound", "FactoryBuilder", "PostboundFactory"),
                MAIN.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()));
    }

    @Test
    void ofTheAdapter_itsBeansAloneAreKnown() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.postbound.tx..",
                        "org.postbound.delivery..",
                        "org.postbound.outbox..",
                        "org.postbound.oauth..",
                        "org.postbound.smtp..",
                        "org.postbound.mime..",
                        "org.postbound.config..",
                        "org.eclipse.angus..")
                .check(MAIN);
    }
}
