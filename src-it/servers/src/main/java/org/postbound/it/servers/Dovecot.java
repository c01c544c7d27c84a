package org.postbound.it.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A Dovecot of the tests' own that does nothing but answer Postfix about passwords, and about access tokens that it checks
 * by their signature.
 */
public final class Dovecot implements AutoCloseable {
    /** What a token of the tests is signed with, by HMAC and SHA-256. */
    public static final byte[] TOKEN_KEY = "a key of thirty-two octets or so".getBytes(StandardCharsets.US_ASCII);

    private final Path home;
    private Process process;

    private Dovecot(Path home) {
        this.home = home;
    }

    /**
     * Starts one that knows one user.
     *
     * @param user who may sign on
     * @param password with what
     * @return one that answers
     * @throws IOException if it cannot be started
     */
    public static Dovecot start(String user, String password) throws IOException {
        Dovecot dovecot = new Dovecot(Commands.home("dovecot"));
        dovecot.configure(user, password);
        dovecot.launch();
        return dovecot;
    }

    private void configure(String user, String password) throws IOException {
        Path keys = Files.createDirectories(home.resolve("keys/default/HS256"));
        Files.writeString(keys.resolve("default"), Base64.getEncoder().encodeToString(TOKEN_KEY));
        Files.writeString(home.resolve("users"), user + ":{PLAIN}" + password + "\n");
        Files.writeString(home.resolve("oauth2"), """
                introspection_mode = local
                local_validation_key_dict = fs:posix:prefix=%s/keys/
                username_attribute = sub
                """.formatted(home));
        Files.writeString(home.resolve("dovecot.conf"), """
                base_dir = %1$s/run
                state_dir = %1$s/run
                log_path = %1$s/log
                protocols =
                ssl = no
                auth_failure_delay = 0
                auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 oauthbearer xoauth2
                passdb {
                  driver = oauth2
                  mechanisms = oauthbearer xoauth2
                  args = %1$s/oauth2
                }
                passdb {
                  driver = passwd-file
                  args = %1$s/users
                }
                service auth {
                  unix_listener postfix {
                    mode = 0660
                    user = postfix
                  }
                }
                # Keeps no count of failures, which would make the next answers wait.
                service anvil {
                  unix_listener anvil-auth-penalty {
                    mode = 0
                  }
                }
                """.formatted(home));
    }

    private void launch() throws IOException {
        Path run = Files.createDirectory(home.resolve("run"));
        try (WatchService watch = run.getFileSystem().newWatchService()) {
            run.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            process = new ProcessBuilder(
                            "/usr/sbin/dovecot",
                            "-F",
                            "-c",
                            home.resolve("dovecot.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("output").toFile())
                    .start();
            while (!Files.exists(socket())) {
                WatchKey key = watch.poll(30, TimeUnit.SECONDS);
                if (key == null || !process.isAlive()) {
                    throw new IOException("Dovecot does not start: " + Files.readString(home.resolve("output")));
                }
                key.pollEvents();
                key.reset();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /**
     * Returns where Postfix asks.
     *
     * @return a socket in the file system
     */
    public Path socket() {
        return home.resolve("run/postfix");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        try {
            Commands.delete(home);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
