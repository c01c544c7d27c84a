package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The server's side of SCRAM, written after RFC 5802 section 3 with the JDK alone; wrong in one way where it is asked to. */
record ScramServer(String hash, String password, int iterations, String noncePrefix) {
    private static final byte[] SALT = "salt of the test".getBytes(StandardCharsets.UTF_8);

    static ScramServer good(String hash) {
        return new ScramServer(hash, "wonder-land", 4096, "");
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("Hmac" + hash.replace("-", ""));
        mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
        return mac.doFinal(octets(text));
    }

    /** Reads the AUTH command and gives the server's first message; returns the client's, without the GS2 header. */
    String challenge(ScriptedServer.Client client) throws IOException {
        String command = "AUTH SCRAM-" + hash + " ";
        String line = client.readLine();
        assertEquals(command, line.substring(0, command.length()));
        String first = text(line.substring(command.length()));
        assertEquals("n,,n=alice,r=", first.substring(0, 13));
        client.reply("334 " + base64(octets(serverFirst(first.substring(3)))));
        return first.substring(3);
    }

    private String serverFirst(String clientFirst) {
        return "r=%s%sserver,s=%s,i=%d"
                .formatted(noncePrefix, clientFirst.substring("n=alice,r=".length()), base64(SALT), iterations);
    }

    /** Checks the client's proof and signs with what the server takes for the password. */
    void prove(ScriptedServer.Client client, String clientFirst, String signer)
            throws IOException, GeneralSecurityException {
        String clientFinal = text(client.readLine());
        int end = clientFinal.lastIndexOf(",p=");
        String exchange = clientFirst + "," + serverFirst(clientFirst) + "," + clientFinal.substring(0, end);
        byte[] salted = salted(password);
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] proof = hmac(MessageDigest.getInstance(hash).digest(clientKey), exchange);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        assertArrayEquals(proof, Base64.getDecoder().decode(clientFinal.substring(end + 3)));
        byte[] signature = hmac(hmac(salted(signer), "Server Key"), exchange);
        client.reply("334 " + base64(octets("v=" + base64(signature))));
    }

    private byte[] salted(String secret) throws GeneralSecurityException {
        int bits = hash.equals("SHA-1") ? 160 : 256;
        return SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash.replace("-", ""))
                .generateSecret(new PBEKeySpec(secret.toCharArray(), SALT, iterations, bits))
                .getEncoded();
    }

    void play(ScriptedServer.Client client) throws IOException, GeneralSecurityException {
        prove(client, challenge(client), password);
        client.on("", "235 welcome");
    }
}
