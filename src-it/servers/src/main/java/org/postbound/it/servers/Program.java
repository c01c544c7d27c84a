package org.postbound.it.servers;

import java.nio.file.Files;
import java.nio.file.Path;

/** What tests need of the machine, by the names of Debian's packages. */
public enum Program {
    /** The mail transfer agent. Root alone may start it. */
    POSTFIX("postfix", "/usr/sbin/postfix", true),
    /** Asked by Postfix about passwords and tokens. Root alone may start it. */
    DOVECOT("dovecot-core", "/usr/sbin/dovecot", true),
    /** Asked by Postfix about passwords; this program writes them down. */
    CYRUS_SASL("sasl2-bin", "/usr/sbin/saslpasswd2", true),
    /** The SMTP server in Python, for Debian's own Python. */
    AIOSMTPD("python3-aiosmtpd", "/usr/lib/python3/dist-packages/aiosmtpd/smtp.py", false);

    private final String debianPackage;
    private final Path file;
    private final boolean asRoot;

    Program(String debianPackage, String file, boolean asRoot) {
        this.debianPackage = debianPackage;
        this.file = Path.of(file);
        this.asRoot = asRoot;
    }

    /**
     * Returns whether it can be started here.
     *
     * @return whether it is installed, and the user may start it
     */
    public boolean isUsable() {
        return Files.isReadable(file) && (!asRoot || "root".equals(System.getProperty("user.name")));
    }

    /**
     * Returns what is missing where it cannot be started.
     *
     * @return the package, and the user
     */
    public String need() {
        return "package " + debianPackage + (asRoot ? " and root" : "");
    }
}
