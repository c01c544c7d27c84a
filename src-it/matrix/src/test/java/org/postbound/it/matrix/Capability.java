package org.postbound.it.matrix;

/** What is tried on each server: a row of the table. */
enum Capability {
    DEPLOY("the sample is deployed, and its page answers"),
    COMMIT("a commit stores the order and sends the mail"),
    ROLLBACK("a rollback does neither"),
    TWO_PHASE("order and mail are one two-phase transaction"),
    SESSIONS("SMTP sessions stay bounded, as the SMTP server counts them"),
    RECONNECT("mail leaves again after the SMTP server's restart"),
    REDEPLOY("mail that waits survives redeployment"),
    KILL_AFTER_DECISION("`kill -9` once the commit is decided: order and mail are there"),
    KILL_IN_PREPARE("`kill -9` before it is decided: neither is"),
    CREDENTIALS("the server keeps the password, and the SMTP server gets it"),
    PORT("`PortNumber` 70000 is refused, with the reason"),
    SECURITY("an unknown `Security` is refused, with the reason"),
    HOST("an unknown host is told of"),
    PING("the pool's ping"),
    CHECK_SERVER("`checkServer()` says whether the SMTP server answers"),
    MBEANS("the adapter's MBeans, through JMX from outside"),
    POOL_FIGURES("the pool's figures"),
    METRICS("the adapter's figures in the server's metrics"),
    UNDEPLOY("undeployed: no thread, no class is left"),
    DEFINITION("`@ConnectionFactoryDefinition`"),
    ELEMENT("`<connection-factory>` in `application.xml`"),
    STANDALONE("the adapter by itself, and the sample without one"),
    CONSOLE("the admin console: properties are shown and changed"),
    CONSOLE_PING("the admin console: the pool is pinged");

    private final String description;

    Capability(String description) {
        this.description = description;
    }

    /** For people, in Markdown. */
    String description() {
        return description;
    }
}
