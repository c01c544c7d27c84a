package org.postbound.it.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Open Liberty's REST interface for administrators, who sign on over HTTPS.
 *
 * @param port of HTTPS
 * @param certificate the key store that the server makes for itself
 */
record LibertyAdmin(int port, Path certificate) {
    private static final String USER = "admin";

    /** The administrator's, and the key store's. */
    private static final String PASSWORD = "of-this-test";

    /** Elements of server.xml that it needs. */
    String configuration() {
        return """
                <featureManager>
                    <feature>restConnector-2.0</feature>
                    <!-- Without it the validation of connection factories ends with a NoClassDefFoundError. -->
                    <feature>messagingClient-3.0</feature>
                  </featureManager>
                  <quickStartSecurity userName="%s" userPassword="%s"/>
                  <keyStore id="defaultKeyStore" password="%2$s"/>
                """.formatted(USER, PASSWORD);
    }

    /** What it answers. */
    String get(String path) throws IOException {
        String account = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Authorization", "Basic " + account)
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .sslContext(trusting())
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(certificate)) {
            own.load(file, PASSWORD.toCharArray());
        }
        // A key of one's own is not trusted; its certificate is.
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", own.getCertificate("default"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
