package org.postbound.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.postbound.config.Tls;

/** Certificates for tests, made once with the JDK's keytool: valid for localhost, and wrong in one way each. */
public final class TestCertificates {
    public static final String PASSWORD = "changeit";
    public static final String GOOD = "good";
    public static final String WRONG_HOST = "wronghost";
    public static final String EXPIRED = "expired";
    static final String FUTURE = "future";
    public static final String STRANGER = "stranger";

    private static final TestCertificates INSTANCE = new TestCertificates();

    private final Path directory;
    private final KeyStore keys;

    private TestCertificates() {
        try {
            directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "certificates");
            generate(directory, "ca", "-ext", "bc:c");
            generate(directory, GOOD, "-signer", "ca", "-ext", "san=dns:localhost");
            generate(directory, WRONG_HOST, "-signer", "ca", "-ext", "san=dns:other.test");
            generate(
                    directory,
                    EXPIRED,
                    "-signer",
                    "ca",
                    "-ext",
                    "san=dns:localhost",
                    "-startdate",
                    "-9d",
                    "-validity",
                    "3");
            generate(directory, FUTURE, "-signer", "ca", "-ext", "san=dns:localhost", "-startdate", "+9d");
            generate(directory, STRANGER, "-ext", "san=dns:localhost");
            keys = KeyStore.getInstance(directory.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
            storeIssuer(directory, keys);
            KeyStore empty = KeyStore.getInstance("PKCS12");
            empty.load(null, null);
            store(directory, empty, "empty.p12");
            store(directory, only(GOOD, keys), "client.p12");
            store(directory, only(EXPIRED, keys), "expired.p12");
            store(directory, only(STRANGER, keys), "stranger.p12");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes {@code trust.p12}, which trusts the issuer alone. */
    static void storeIssuer(Path directory, KeyStore keys) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
        store(directory, trusted, "trust.p12");
    }

    private static void store(Path directory, KeyStore store, String name)
            throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    /** Adds a key and its certificate to {@code keys.p12}. */
    static void generate(Path directory, String alias, String... options) {
        List<String> all = new ArrayList<>(
                List.of("-dname", "CN=" + alias, "-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
        all.addAll(List.of(options));
        keytool(directory, "-genkeypair", alias, all);
    }

    /**
     * Does something with an entry of {@code keys.p12}. The JDK's keytool runs in this process: one of its own for each entry
     * takes so long on a busy machine that tests time out.
     */
    static void keytool(Path directory, String verb, String alias, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(
                verb,
                "-alias",
                alias,
                "-keystore",
                directory.resolve("keys.p12").toString(),
                "-storepass",
                PASSWORD));
        arguments.addAll(options);
        try {
            Class.forName("sun.security.tools.keytool.Main")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments.toArray(String[]::new));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("keytool " + verb + " " + alias + " failed", e);
        }
    }

    public static Path file(String name) {
        return INSTANCE.directory.resolve(name);
    }

    /** Trusts the issuer of all certificates but {@link #STRANGER}. */
    public static Tls trusting() {
        return new Tls(
                true,
                Optional.of(new Tls.TrustStore(file("trust.p12"), Optional.of(PASSWORD))),
                Optional.empty(),
                List.of());
    }

    /** For a server that shows the certificate. */
    public static SSLContext server(String alias) throws GeneralSecurityException, IOException {
        return server(alias, INSTANCE.keys);
    }

    static SSLContext server(String alias, KeyStore keys) throws GeneralSecurityException, IOException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(only(alias, keys), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), trusted(), null);
        return context;
    }

    /** Of clients a server accepts those whose issuer is the tests' own. */
    private static TrustManager[] trusted() throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(file("trust.p12").toFile(), PASSWORD.toCharArray()));
        return factory.getTrustManagers();
    }

    private static KeyStore only(String alias, KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(
                alias,
                keys.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                keys.getCertificateChain(alias));
        return one;
    }

    /** Trusts the tests' issuer, and shows the certificate in the file. */
    static Tls showing(String file) {
        return new Tls(
                true,
                trusting().trustStore(),
                Optional.of(new Tls.KeyStore(file(file), Optional.of(PASSWORD))),
                List.of());
    }
}
