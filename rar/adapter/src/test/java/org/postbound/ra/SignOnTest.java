package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;

class SignOnTest {
    private static final SmtpConnectionSpec SPEC = SmtpConnectionSpec.configured();
    private static final Credentials CONFIGURED = new Credentials.Password("configured", "configured-secret");

    private final SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();

    @BeforeEach
    void configure() {
        factory.setServerName("mx.test");
        factory.setUserName("configured");
        factory.setPassword("configured-secret");
    }

    private static Subject subject(ManagedConnectionFactory owner, String userName, String password) {
        PasswordCredential credential = new PasswordCredential(userName, password.toCharArray());
        credential.setManagedConnectionFactory(owner);
        Subject subject = new Subject();
        subject.getPrivateCredentials().add(credential);
        return subject;
    }

    private SessionConfig signOn(Subject subject, SmtpConnectionSpec spec) throws ResourceException {
        return factory.signOn(subject, new SmtpConnectionRequestInfo(spec));
    }

    @Test
    void nothing_meansTheConfiguration() throws Exception {
        assertEquals(CONFIGURED, factory.signOn(null, null).credentials());
        assertEquals("mx.test", factory.signOn(null, null).server().host());
        assertEquals(factory.signOn(null, null), signOn(null, SPEC));
        assertEquals(factory.signOn(null, null), factory.signOn(null, new ConnectionRequestInfo() {
            @Override
            public boolean equals(Object other) {
                return this == other;
            }

            @Override
            public int hashCode() {
                return 1;
            }
        }));
    }

    @Test
    void subject_countsBeforeSpecAndConfiguration() throws Exception {
        assertEquals(
                new Credentials.Password("mapped", "mapped-secret"),
                signOn(subject(factory, "mapped", "mapped-secret"), SPEC.withPassword("alice", "wonder-land"))
                        .credentials());
    }

    @Test
    void subjectOfTheConfiguredPassword_mapsNobody() throws Exception {
        Subject own = subject(factory, "configured", "configured-secret");
        assertEquals(CONFIGURED, signOn(own, SPEC).credentials());
        assertEquals(
                new Credentials.Password("alice", "wonder-land"),
                signOn(own, SPEC.withPassword("alice", "wonder-land")).credentials());
        assertEquals(
                new Credentials.None(),
                signOn(own, SPEC.withServer("other.test", 587, Security.STARTTLS))
                        .credentials());
        SmtpConnectionSpec elsewhere =
                SPEC.withServer("other.test", 587, Security.STARTTLS).withPassword("alice", "wonder-land");
        assertEquals(signOn(null, elsewhere), signOn(own, elsewhere));
    }

    @Test
    void subjectOfNoName_mapsNobodyWhereNoneIsConfigured() throws Exception {
        factory.setUserName(null);
        factory.setPassword(null);
        assertEquals(
                new Credentials.None(), signOn(subject(factory, "", ""), SPEC).credentials());
    }

    @Test
    void subjectWithoutPassword_leavesTheConfiguredToken() throws Exception {
        factory.setPassword(null);
        factory.setOAuth2TokenEndpoint("https://login.test/token");
        factory.setOAuth2ClientId("shop");
        factory.setOAuth2ClientSecret("client-secret");
        Credentials told = signOn(subject(factory, "configured", ""), SPEC).credentials();
        assertEquals(
                "configured", assertInstanceOf(Credentials.OAuth2.class, told).userName());
    }

    @Test
    void subject_isFoundAmongThoseOfOtherFactories() throws Exception {
        SmtpManagedConnectionFactory other = new SmtpManagedConnectionFactory();
        Subject subject = subject(other, "other", "other-secret");
        subject.getPrivateCredentials().add("something else");
        subject.getPrivateCredentials()
                .addAll(subject(factory, "mapped", "mapped-secret").getPrivateCredentials());
        assertEquals(
                new Credentials.Password("mapped", "mapped-secret"),
                signOn(subject, SPEC).credentials());
    }

    @Test
    void subjectWithoutCredentialForThisFactory_isRefused() {
        SmtpManagedConnectionFactory other = new SmtpManagedConnectionFactory();
        assertThrows(SecurityException.class, () -> signOn(subject(other, "other", "other-secret"), SPEC));
        assertThrows(SecurityException.class, () -> signOn(subject(null, "other", "other-secret"), SPEC));
        SecurityException refusal = assertThrows(
                SecurityException.class,
                () -> factory.createManagedConnection(new Subject(), StubContainer.CONFIGURED));
        assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
        SmtpException told = ResourceExceptions.unwrap(refusal);
        assertEquals(
                "UserName",
                assertInstanceOf(SmtpConfigurationException.class, told).property());
    }

    @Test
    void unusableCredentialOfTheSubject_isToldByAResourceException() {
        for (String[] pair : new String[][] {{"", "secret", "UserName"}, {"mapped", "", "Password"}}) {
            Subject subject = subject(factory, pair[0], pair[1]);
            ResourceException refusal = assertThrows(
                    InvalidPropertyException.class,
                    () -> factory.createManagedConnection(subject, StubContainer.CONFIGURED));
            assertEquals(
                    pair[2],
                    assertInstanceOf(SmtpConfigurationException.class, refusal.getCause())
                            .property());
        }
        assertThrows(
                InvalidPropertyException.class,
                () -> factory.createManagedConnection(subject(factory, "a\r\nb", "secret"), StubContainer.CONFIGURED));
    }

    /** Unless nobody asked for it: an account for the recovery alone is never shown to anybody. */
    @Test
    void passwordThatNoMechanismTakes_isRefusedAtOnce() throws Exception {
        factory.setUserName(null);
        factory.setPassword(null);
        factory.setAuthenticationMechanisms("XOAUTH2");
        Subject mapped = subject(factory, "mapped", "mapped-secret");
        ManagedConnection unasked = factory.createManagedConnection(mapped, null);
        for (Executable use : List.<Executable>of(
                () -> signOn(null, SPEC.withPassword("alice", "wonder-land")),
                () -> factory.createManagedConnection(mapped, StubContainer.CONFIGURED),
                () -> factory.matchManagedConnections(Set.of(unasked), mapped, StubContainer.CONFIGURED),
                () -> unasked.getConnection(mapped, StubContainer.CONFIGURED))) {
            ResourceException refusal = assertThrows(InvalidPropertyException.class, use);
            assertEquals(
                    "AuthenticationMechanisms",
                    assertInstanceOf(SmtpConfigurationException.class, refusal.getCause())
                            .property());
        }
    }

    @Test
    void unusableAccountOfTheRecovery_isNobody() throws Exception {
        for (String[] pair : new String[][] {{"", "secret"}, {"recovery", ""}}) {
            assertEquals(
                    new Credentials.None(),
                    factory.signOn(subject(factory, pair[0], pair[1]), null).credentials());
        }
        assertEquals(
                new Credentials.Password("recovery", "recovery"),
                factory.signOn(subject(factory, "recovery", "recovery"), null).credentials());
    }

    @Test
    void spec_countsBeforeConfiguration() throws Exception {
        assertEquals(
                new Credentials.Password("alice", "wonder-land"),
                signOn(null, SPEC.withPassword("alice", "wonder-land")).credentials());
        assertEquals(
                new Credentials.AccessToken("alice", "ya29.token"),
                signOn(null, SPEC.withAccessToken("alice", "ya29.token")).credentials());
    }

    @Test
    void serverOfTheSpec_neverGetsTheConfiguredCredentials() throws Exception {
        for (SmtpConnectionSpec elsewhere : new SmtpConnectionSpec[] {
            SPEC.withServer("other.test", 587, Security.STARTTLS),
            SPEC.withServer("mx.test", 2525, Security.STARTTLS),
            SPEC.withServer("mx.test", 587, Security.NONE)
        }) {
            SessionConfig target = signOn(null, elsewhere);
            assertEquals(new Credentials.None(), target.credentials());
            assertEquals(elsewhere.server().orElseThrow(), target.server());
        }
    }

    @Test
    void serverOfTheSpec_neverGetsThePasswordOfTheSubject() throws Exception {
        Subject mapped = subject(factory, "mapped", "mapped-secret");
        for (SmtpConnectionSpec elsewhere : new SmtpConnectionSpec[] {
            SPEC.withServer("other.test", 587, Security.STARTTLS),
            SPEC.withServer("mx.test", 587, Security.NONE),
            SPEC.withServer("other.test", 587, Security.STARTTLS).withPassword("alice", "wonder-land")
        }) {
            ResourceException refusal = assertThrows(InvalidPropertyException.class, () -> signOn(mapped, elsewhere));
            assertEquals(
                    "ServerName",
                    assertInstanceOf(SmtpConfigurationException.class, refusal.getCause())
                            .property());
            assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
        }
        assertEquals(
                new Credentials.Password("mapped", "mapped-secret"),
                signOn(mapped, SPEC.withServer("mx.test", 587, Security.STARTTLS))
                        .credentials());
    }

    @Test
    void configuredServerNamedByTheSpec_getsTheConfiguredCredentials() throws Exception {
        assertEquals(
                CONFIGURED,
                signOn(null, SPEC.withServer("mx.test", 587, Security.STARTTLS)).credentials());
        factory.setServerName("Mx.Test");
        assertEquals(
                CONFIGURED,
                signOn(null, SPEC.withServer("MX.test", 587, Security.STARTTLS)).credentials());
    }

    @Test
    void serverAndCredentialsOfTheSpec_belongTogether() throws Exception {
        SessionConfig target =
                signOn(null, SPEC.withServer("other.test", 465, Security.TLS).withPassword("alice", "wonder-land"));
        assertEquals("other.test", target.server().host());
        assertEquals(new Credentials.Password("alice", "wonder-land"), target.credentials());
    }
}
