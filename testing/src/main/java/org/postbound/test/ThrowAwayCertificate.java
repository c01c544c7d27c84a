package org.postbound.test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of this process, for localhost and its address, made with the JDK's keytool, which takes a second.
 *
 * @param context for a server that shows it
 * @param trustStore a PKCS #12 file with the certificate alone, which is deleted when the process ends
 */
record ThrowAwayCertificate(SSLContext context, Path trustStore) {
    static final String PASSWORD = "changeit";

    private static final String ALIAS = "server";
    private static ThrowAwayCertificate shared;

    /** Made when it is first asked for. */
    static synchronized ThrowAwayCertificate shared() {
        if (shared == null) {
            try {
                shared = create();
            } catch (IOException e) {
                throw new UncheckedIOException("no certificate could be made", e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("no certificate could be made", e);
            }
        }
        return shared;
    }

    private static ThrowAwayCertificate create() throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("postbound-test-");
        folder.toFile().deleteOnExit();
        KeyStore keys = keys(folder.resolve("keys.p12"));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        Path trustStore = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        trustStore.toFile().deleteOnExit();
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new ThrowAwayCertificate(context, trustStore);
    }

    private static KeyStore keys(Path file) throws IOException, GeneralSecurityException {
        try {
            keytool(file);
            return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void keytool(Path file) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:" + InetAddress.getLoopbackAddress().getHostAddress(),
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool worked", e);
        }
    }
}
