package org.postbound.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Postfix of the tests' own: its own configuration, queue and port on the loopback interface, and a maildir for each
 * of a few mailboxes of example.org. It knows no other domain, and sends nothing anywhere.
 */
record Postfix(Path home) {
    private static final List<String> MAILBOXES = List.of("committed", "rolledback", "visible", "blind", "accepted");

    static Postfix start(int port) throws IOException {
        Path home = Files.createTempDirectory("postbound-postfix");
        Postfix postfix = new Postfix(home);
        // Postfix's own users have to get in.
        run(List.of("chmod", "755", home.toString()));
        for (String folder : List.of("etc", "queue", "data", "mail")) {
            Files.createDirectory(home.resolve(folder));
        }
        Files.writeString(home.resolve("etc/main.cf"), postfix.mainConfiguration());
        Files.write(
                home.resolve("etc/mailboxes"),
                MAILBOXES.stream()
                        .map(mailbox -> mailbox + "@example.org " + mailbox + "/")
                        .toList());
        Files.writeString(home.resolve("etc/master.cf"), masterConfiguration(port));
        run(List.of(
                "chown",
                "postfix",
                home.resolve("data").toString(),
                home.resolve("mail").toString()));
        postfix.control("start");
        return postfix;
    }

    private String mainConfiguration() {
        return """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file = %1$s/log
                maillog_file_prefixes = %1$s
                mail_owner = postfix
                setgid_group = postdrop
                myhostname = mail.example.org
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mydestination =
                mynetworks = 127.0.0.0/8
                default_transport = error:nothing leaves this machine
                relay_transport = error:nothing leaves this machine
                smtpd_recipient_restrictions =
                    check_recipient_access inline:{refused@example.org=REJECT}, permit_mynetworks, reject
                virtual_mailbox_domains = example.org
                virtual_mailbox_maps = texthash:%1$s/etc/mailboxes
                virtual_mailbox_base = %1$s/mail
                virtual_uid_maps = static:%2$s
                virtual_gid_maps = static:%3$s
                """.formatted(home, id("-u"), id("-g"));
    }

    private static String masterConfiguration(int port) {
        return """
                127.0.0.1:%d inet n - n - - smtpd
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                verify unix - - n - 1 verify
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                error unix - - n - - error
                retry unix - - n - - error
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port);
    }

    private static String id(String flag) {
        try {
            return run(List.of("id", flag, "postfix")).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the maildirs are: {@code jo@example.org} has {@code jo/new}. */
    Path mail() {
        return home.resolve("mail");
    }

    void stop() {
        try {
            control("stop");
            run(List.of("rm", "-r", home.toString()));
        } catch (IOException e) {
            throw new IllegalStateException("Postfix in " + home + " cannot be stopped", e);
        }
    }

    private void control(String command) throws IOException {
        run(List.of("/usr/sbin/postfix", "-c", home.resolve("etc").toString(), command));
    }

    private static String run(List<String> command) throws IOException {
        File output = File.createTempFile("postbound", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            int exit = process.waitFor();
            String text = Files.readString(output.toPath());
            if (exit != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + exit + ": " + text);
            }
            return text;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            Files.delete(output.toPath());
        }
    }
}
