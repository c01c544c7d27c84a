package org.postbound.it.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates made with the JDK's keytool: {@code good.pem}, {@code wronghost.pem}, {@code expired.pem} and {@code
 * stranger.pem} for servers, key and chain in one; {@code ca.pem} and {@code trust.p12} of who issued all but the
 * stranger's; {@code client.p12} for a client.
 */
public final class ServerCertificates implements AutoCloseable {
    /** Of the stores. */
    public static final String PASSWORD = "changeit";

    private static final String HERE = "san=dns:localhost";
    private static final Base64.Encoder MIME = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;

    private ServerCertificates(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes them.
     *
     * @return the folder that they are in
     * @throws IOException if they cannot be made
     */
    public static ServerCertificates create() throws IOException {
        ServerCertificates certificates = new ServerCertificates(Commands.home("certificates"));
        certificates.keytool("ca", "-ext", "bc:c");
        certificates.keytool("good", "-signer", "ca", "-ext", HERE);
        certificates.keytool("wronghost", "-signer", "ca", "-ext", "san=dns:other.test");
        certificates.keytool("expired", "-signer", "ca", "-ext", HERE, "-startdate", "-9d", "-validity", "3");
        certificates.keytool("stranger", "-ext", HERE);
        certificates.keytool("client", "-signer", "ca", "-ext", "eku=clientAuth");
        try {
            certificates.export();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return certificates;
    }

    private void keytool(String alias, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                // Too short a life to optimise anything.
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file("keys.p12").toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Commands.run(command, "");
    }

    private void export() throws IOException, GeneralSecurityException {
        char[] password = PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance(file("keys.p12").toFile(), password);
        for (String alias : List.of("good", "wronghost", "expired", "stranger")) {
            StringBuilder pem = new StringBuilder(key(keys.getKey(alias, password)));
            for (Certificate certificate : keys.getCertificateChain(alias)) {
                pem.append(certificate(certificate));
            }
            Files.writeString(file(alias + ".pem"), pem, StandardCharsets.US_ASCII);
        }
        Certificate issuer = keys.getCertificate("ca");
        Files.writeString(file("ca.pem"), certificate(issuer));
        KeyStore trusted = empty();
        trusted.setCertificateEntry("ca", issuer);
        store(trusted, "trust.p12");
        KeyStore client = empty();
        client.setKeyEntry("client", keys.getKey("client", password), password, keys.getCertificateChain("client"));
        store(client, "client.p12");
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private void store(KeyStore store, String name) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file(name))) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static String key(Key key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String certificate(Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(label, MIME.encodeToString(content));
    }

    /**
     * Returns where they are.
     *
     * @return a folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * Returns one of the files.
     *
     * @param name its name
     * @return its path
     */
    public Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try {
            Commands.delete(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
