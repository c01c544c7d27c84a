package org.postbound;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.mail.util.LineInputStream;
import jakarta.mail.util.LineOutputStream;
import jakarta.mail.util.StreamProvider;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The package directions, and what no class does. */
class ArchitectureTest {
    private static final JavaClasses WITH_TESTS = new ClassFileImporter().importPackages("org.postbound");
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.postbound");

    @Test
    void packages_dependOnThoseBelowThemOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.postbound..")
                .layer("ra")
                .definedBy("org.postbound.ra..")
                .layer("tx")
                .definedBy("org.postbound.tx..")
                .optionalLayer("delivery")
                .definedBy("org.postbound.delivery..")
                .layer("outbox")
                .definedBy("org.postbound.outbox..")
                .layer("oauth")
                .definedBy("org.postbound.oauth..")
                .layer("smtp")
                .definedBy("org.postbound.smtp..")
                .layer("mime")
                .definedBy("org.postbound.mime..")
                .layer("config")
                .definedBy("org.postbound.config..")
                .layer("flight")
                .definedBy("org.postbound.flight..")
                .whereLayer("ra")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("tx")
                .mayOnlyBeAccessedByLayers("ra")
                .whereLayer("delivery")
                .mayOnlyBeAccessedByLayers("ra", "tx")
                .whereLayer("outbox")
                .mayOnlyBeAccessedByLayers("ra", "tx", "delivery")
                .whereLayer("oauth")
                .mayOnlyBeAccessedByLayers("ra")
                .whereLayer("smtp")
                .mayOnlyBeAccessedByLayers("ra", "tx", "delivery", "outbox", "oauth")
                .whereLayer("mime")
                .mayOnlyBeAccessedByLayers("ra", "tx", "delivery", "outbox", "smtp")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("ra", "tx", "delivery", "outbox", "oauth", "smtp", "mime")
                .whereLayer("flight")
                .mayOnlyBeAccessedByLayers("tx", "delivery", "smtp")
                .check(MAIN);
    }

    @Test
    void container_isKnownToRaAlone() {
        noClasses()
                .that(resideInAnyPackage(
                        "org.postbound.tx..",
                        "org.postbound.delivery..",
                        "org.postbound.outbox..",
                        "org.postbound.oauth..",
                        "org.postbound.smtp..",
                        "org.postbound.mime..",
                        "org.postbound.config..",
                        "org.postbound.flight.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.resource..", "jakarta.transaction..")
                .check(MAIN);
    }

    @Test
    void angus_isKnownToSmtpAndMimeAlone() {
        noClasses()
                .that(not(resideInAnyPackage("org.postbound.smtp..", "org.postbound.mime..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.angus..")
                .check(MAIN);
    }

    @Test
    void librariesOfAuthentication_areKnownWhereTheyAreUsed() {
        noClasses()
                .that(not(resideInAPackage("org.postbound.oauth..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.nimbusds..")
                .check(MAIN);
        noClasses()
                .that(not(resideInAPackage("org.postbound.smtp..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.ongres..")
                .check(MAIN);
    }

    @Test
    void h2_isKnownToOutboxAlone() {
        noClasses()
                .that(not(resideInAnyPackage("org.postbound.outbox..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.h2..")
                .check(MAIN);
    }

    /** Whoever is loaded without it must not know of it. */
    @Test
    void flightRecorder_isKnownToItsEventsAlone() {
        noClasses()
                .that(not(resideInAPackage("org.postbound.flight..").and(simpleNameEndingWith("Event"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jdk.jfr..")
                .check(MAIN);
    }

    @Test
    void javax_isThatOfTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("javax..")
                        .and(not(resideInAnyPackage(
                                "javax.transaction.xa..",
                                "javax.naming..",
                                "javax.net..",
                                "javax.security..",
                                "javax.management..",
                                "javax.crypto.."))))
                .check(MAIN);
    }

    @Test
    void standardStreams_areNotUsed() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(WITH_TESTS);
    }

    @Test
    void javaUtilLogging_isNotUsed() {
        // The library's own rule looks at fields only.
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(WITH_TESTS);
    }

    @Test
    void nothing_sleepsButWhoeverWaitsForItsTurn() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.postbound.delivery.Submission")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .check(WITH_TESTS);
    }

    @Test
    void ra_showsItsBeansAlone() {
        Set<String> visible = MAIN.stream()
                .filter(type -> type.getPackageName().equals("org.postbound.ra"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getName)
                // Generated from the message interface.
                .filter(name -> !name.endsWith("_$logger"))
                .map(name -> name.substring("org.postbound.ra.".length()))
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "SmtpResourceAdapter",
                        "OutboxProperties",
                        "SmtpManagedConnectionFactory",
                        "FactoryProperties",
                        "RecipientProperties",
                        "ConnectionProperties",
                        "DeliveryProperties",
                        "ServerProperties",
                        "AuthenticationProperties",
                        "OAuth2Properties",
                        "TlsProperties",
                        "DeliveryActivationSpec",
                        // JMX and WildFly's leak detection reach public types only.
                        "ConnectionFactoryMXBean",
                        "OutboxMXBean",
                        "RouteStatus",
                        "SentStatus",
                        "MessageStatus",
                        "SubscriptionStatus",
                        "SmtpConnectionHandle",
                        // postbound-test follows transactions as the adapter does.
                        "RegistryTransactions"),
                visible);
    }

    /** TomEE 9 has Jakarta Mail 2.0, which lacks these types: whoever names them cannot be loaded there, or has to expect that. */
    @Test
    void typesOfJakartaMail21_areNamedWhereTheirAbsenceIsExpected() {
        noClasses()
                .that(not(simpleName("LineOutput")).and(not(simpleName("MailImplementation"))))
                .should()
                .dependOnClassesThat(belongToAnyOf(LineInputStream.class, LineOutputStream.class, StreamProvider.class))
                .check(MAIN);
    }

    /** TomEE gives applications a subclass of the handle that passes each call on to it. */
    @Test
    void handle_canHaveASubclassThatSeesEachCall() {
        JavaClass handle = MAIN.get("org.postbound.ra.SmtpConnectionHandle");
        assertFalse(handle.getModifiers().contains(JavaModifier.FINAL));
        handle.getMethods()
                .forEach(
                        method -> assertFalse(method.getModifiers().contains(JavaModifier.FINAL), method::getFullName));
    }
}
