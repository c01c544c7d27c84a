package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Credentials;
import org.postbound.config.FactoryConfig;
import org.postbound.config.Mechanism;
import org.postbound.config.SessionConfig;
import org.postbound.config.Tls;

/** Properties that count together. */
class ConfigReaderTest {
    private static final String ENDPOINT = "https://login.test/token";

    private final SmtpManagedConnectionFactory bean = new SmtpManagedConnectionFactory();

    private SessionConfig session() {
        return bean.toConfig().session();
    }

    private void refused(String property, String told) {
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, bean::toConfig);
        assertEquals(property, refusal.property());
        assertTrue(refusal.getMessage().contains(told), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("a-secret"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ", "})
    void noMechanisms_areAll_strongestFirst(String names) {
        bean.setAuthenticationMechanisms(names);
        assertEquals(
                "[EXTERNAL, SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5, PLAIN, LOGIN, OAUTHBEARER, XOAUTH2]",
                session().mechanisms().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN,SCRAM-SHA-1", " plain  Scram-SHA-1,", "PLAIN , SCRAM-SHA-1 PLAIN"})
    void mechanisms_keepTheirOrder(String names) {
        bean.setAuthenticationMechanisms(names);
        assertEquals(List.of(Mechanism.PLAIN, Mechanism.SCRAM_SHA_1), session().mechanisms());
    }

    @Test
    void unknownMechanism_isTold() {
        bean.setAuthenticationMechanisms("PLAIN DIGEST-MD5");
        refused("AuthenticationMechanisms", "has \"DIGEST-MD5\", which is unknown; give some of [EXTERNAL, SCRAM");
    }

    @Test
    void mechanismsThatDoNotFit_areTold() {
        bean.setUserName("alice");
        bean.setPassword("a-secret");
        bean.setAuthenticationMechanisms("XOAUTH2 OAUTHBEARER");
        refused("AuthenticationMechanisms", "none of which works with a password of alice; add one of SCRAM-SHA-256");
    }

    @Test
    void keyStoreAndUserName_meanExternal() {
        bean.setKeyStore("/etc/shop.p12");
        bean.setKeyStorePassword("a-secret");
        assertEquals(new Credentials.None(), session().credentials());
        bean.setUserName("alice");
        assertEquals(
                new Credentials.Certificate(Optional.of("alice")), session().credentials());
        assertEquals(
                Optional.of(new Tls.KeyStore(Path.of("/etc/shop.p12"), Optional.of("a-secret"))),
                session().tls().keyStore());
        bean.setPassword("a-secret");
        assertEquals(new Credentials.Password("alice", "a-secret"), session().credentials());
        assertFalse(session().toString().contains("a-secret"), session().toString());
    }

    @Test
    void externalByName_needsNoUserName_butAKeyStoreAndTls() {
        bean.setAuthenticationMechanisms("EXTERNAL");
        refused("KeyStore", "EXTERNAL");
        bean.setKeyStore("/etc/shop.p12");
        assertEquals(new Credentials.Certificate(Optional.empty()), session().credentials());
        bean.setSecurity("NONE");
        refused("Security", "KeyStore");
    }

    @Test
    void certificate_isForTheConfiguredServerAlone() {
        bean.setKeyStore("/etc/shop.p12");
        SmtpConnectionSpec.Server other = new SmtpConnectionSpec.Server("other.test", 587, Security.STARTTLS);
        assertEquals(
                Optional.empty(),
                session().with(other, new Credentials.None()).tls().keyStore());
        assertTrue(session()
                .with(session().server(), new Credentials.None())
                .tls()
                .keyStore()
                .isPresent());
    }

    @Test
    void tokenEndpoint_meansFetchedTokens() {
        bean.setUserName("alice");
        bean.setOAuth2TokenEndpoint(ENDPOINT);
        bean.setOAuth2ClientId("shop");
        bean.setOAuth2ClientSecret("a-secret");
        bean.setOAuth2RefreshToken("a-secret-token");
        bean.setOAuth2Scope("mail.send offline");
        assertEquals(
                new Credentials.OAuth2(
                        "alice",
                        URI.create(ENDPOINT),
                        "shop",
                        Optional.of("a-secret"),
                        Optional.of("a-secret-token"),
                        Optional.of("mail.send offline")),
                session().credentials());
        assertFalse(bean.toConfig().toString().contains("a-secret"), bean.toConfig()::toString);
    }

    /** The gateways of some functions take their keys there. */
    @Test
    void queryOfTheTokenEndpoint_isUsed_andNotShown() {
        bean.setUserName("alice");
        bean.setOAuth2ClientId("shop");
        bean.setOAuth2ClientSecret("a-secret");
        bean.setOAuth2TokenEndpoint(ENDPOINT + "?code=a-secret");
        Credentials.OAuth2 account = (Credentials.OAuth2) session().credentials();
        assertEquals(URI.create(ENDPOINT + "?code=a-secret"), account.tokenEndpoint());
        assertEquals("access tokens of alice from " + ENDPOINT, account.toString());

        bean.setOAuth2TokenEndpoint("http://login.test/token?code=a-secret");
        refused("OAuth2TokenEndpoint", "is http://login.test/token, which");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.test/token?code=a|secret",
                "https://login.test/token#a|secret",
                "https://alice:a|secret@login.test/token"
            })
    void tokenEndpointThatIsNoUrl_isShownWithoutSecrets(String endpoint) {
        bean.setUserName("alice");
        bean.setOAuth2TokenEndpoint(endpoint);
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, bean::toConfig);
        assertTrue(
                refusal.getMessage().contains("is \"https://login.test/token\", which is no URL (Illegal character"),
                refusal::getMessage);
        assertNull(refusal.getCause());
    }

    @Test
    void tokenEndpointWithoutTheRest_namesWhatIsMissing() {
        bean.setOAuth2TokenEndpoint(ENDPOINT);
        refused("UserName", "OAuth2TokenEndpoint");
        bean.setUserName("alice");
        refused("OAuth2ClientId", "OAuth2TokenEndpoint");
        bean.setOAuth2ClientId("shop");
        refused("OAuth2ClientSecret", "OAuth2RefreshToken");
        bean.setOAuth2RefreshToken("a-secret");
        assertEquals(
                "access tokens of alice from " + ENDPOINT,
                session().credentials().toString());
        bean.setPassword("a-secret");
        refused("Password", "remove one of them");
    }

    @ParameterizedTest
    @CsvSource({
        "http://login.test/token",
        "ftp://login.test/token",
        "http://localhost.evil.test/token",
        "login.test/token",
        "https:///token",
        "https://user:a-secret@login.test/token",
        "https://login.test/token#x",
        "https://login.test/a b",
    })
    void endpointThatWouldShowSecrets_isRefused(String endpoint) {
        bean.setUserName("alice");
        bean.setOAuth2ClientId("shop");
        bean.setOAuth2ClientSecret("a-secret");
        bean.setOAuth2TokenEndpoint(endpoint);
        refused("OAuth2TokenEndpoint", "https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/token",
                "http://127.0.0.1/token",
                "http://[::1]/token",
                "HTTPS://login.test/"
            })
    void endpointOnThisHost_mayBePlain(String endpoint) {
        bean.setUserName("alice");
        bean.setOAuth2ClientId("shop");
        bean.setOAuth2ClientSecret("a-secret");
        bean.setOAuth2TokenEndpoint(endpoint);
        assertTrue(session().credentials() instanceof Credentials.OAuth2);
    }

    @Test
    void versionsOfTls_areThoseOfTheRuntime() {
        bean.setTlsProtocols("TLSv1.3, TLSv1.2");
        assertEquals(List.of("TLSv1.3", "TLSv1.2"), session().tls().protocols());
        bean.setTlsProtocols("TLSv1.3 TLSv1.4");
        refused("TlsProtocols", "is \"TLSv1.3 TLSv1.4\"; give some of TLSv1.3, TLSv1.2");
    }

    private static Map<String, Boolean> booleans(FactoryConfig config) {
        return new TreeMap<>(Map.of(
                "Asynchronous", config.asynchronous(),
                "PartialDelivery", config.partialDelivery(),
                "Pipelining", config.session().pipelining(),
                "CheckServerIdentity", config.session().tls().checkServerIdentity(),
                "CheckRevocation", config.session().tls().checkRevocation()));
    }

    private static Stream<PropertyDescriptor> booleanProperties() throws IntrospectionException {
        return Stream.of(Introspector.getBeanInfo(SmtpManagedConnectionFactory.class)
                        .getPropertyDescriptors())
                .filter(property -> property.getPropertyType() == Boolean.class);
    }

    /** One after the other, so that none is read in another's place. */
    @ParameterizedTest
    @MethodSource("booleanProperties")
    void yesOrNo_isRead_andChangesNothingElse(PropertyDescriptor property) throws Exception {
        String name = property.getWriteMethod().getName().substring("set".length());
        Map<String, Boolean> expected = booleans(bean.toConfig());
        boolean opposite = !expected.get(name);
        expected.put(name, opposite);
        property.getWriteMethod().invoke(bean, opposite);
        assertEquals(expected, booleans(bean.toConfig()));
    }

    @Test
    void trustStore_isRead_withOrWithoutAPassword() {
        assertEquals(Optional.empty(), session().tls().trustStore());
        bean.setTrustStore("/etc/relay.p12");
        assertEquals(
                Optional.of(new Tls.TrustStore(Path.of("/etc/relay.p12"), Optional.empty())),
                session().tls().trustStore());
        bean.setTrustStorePassword("a-secret");
        assertEquals(
                Optional.of(new Tls.TrustStore(Path.of("/etc/relay.p12"), Optional.of("a-secret"))),
                session().tls().trustStore());
        assertFalse(session().toString().contains("a-secret"), session().toString());
    }

    @Test
    void defaultsOfTls_areThoseOfTheRecord() {
        assertEquals(Tls.DEFAULT, session().tls());
    }
}
