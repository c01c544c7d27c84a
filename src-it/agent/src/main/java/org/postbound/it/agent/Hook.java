package org.postbound.it.agent;

/** Methods at whose beginning or end the server can be stopped: of adapter, application, database and transaction manager. */
public enum Hook {
    BRANCH_END("org.postbound.tx.BranchResource", "end"),
    BRANCH_PREPARE("org.postbound.tx.BranchResource", "prepare"),
    BRANCH_COMMIT("org.postbound.tx.BranchResource", "commit"),
    BRANCH_ROLLBACK("org.postbound.tx.BranchResource", "rollback"),
    BRANCH_RECOVER("org.postbound.tx.BranchResource", "recover"),

    STORE_COUNT_OPENING("org.postbound.outbox.Store", "countOpening"),
    STORE_SAVE("org.postbound.outbox.Store", "save"),
    STORE_SYNC("org.postbound.outbox.Store", "sync"),
    STORE_GAIN_SPACE("org.postbound.outbox.Store", "gainSpace"),
    STORE_FILE_HEADER("org.postbound.outbox.StoreFile", "writeCopy"),
    STORE_FILE_TRUNCATE("org.postbound.outbox.StoreFile", "truncate"),
    BODY_WRITE("org.postbound.outbox.Bodies", "write"),
    BODY_DELETE("org.postbound.outbox.Bodies", "delete"),
    BODIES_TIDY("org.postbound.outbox.Bodies", "deleteOthers"),

    ERASING_APPLY("org.postbound.outbox.Erasing", "apply"),
    ERASING_DURABLE("org.postbound.outbox.Erasing", "durable"),

    HANDOVER_NEXT("org.postbound.delivery.Handover", "next"),
    HANDOVER_ACCEPTED("org.postbound.delivery.Handover", "accepted"),

    TELLING_APPLY("org.postbound.outbox.Telling", "apply"),
    TELLING_DURABLE("org.postbound.outbox.Telling", "durable"),
    ENDPOINT_BEGIN("org.postbound.ra.EndpointCall", "begin"),
    ENDPOINT_FAILED("org.postbound.ra.EndpointCall", "endAfter"),
    BEAN("org.postbound.it.crash.Clerk", "onDelivery"),
    ACKNOWLEDGEMENT_PREPARE("org.postbound.tx.SubscriptionLedger", "prepare"),
    ACKNOWLEDGEMENT_PREPARE_APPLY("org.postbound.outbox.PreparingToAcknowledge", "apply"),
    ACKNOWLEDGEMENT_COMMIT("org.postbound.tx.SubscriptionLedger", "commit"),
    ACKNOWLEDGEMENT_ROLLBACK("org.postbound.tx.SubscriptionLedger", "rollback"),
    ACKNOWLEDGEMENT_END_APPLY("org.postbound.outbox.EndingAcknowledgement", "apply"),
    ACKNOWLEDGEMENT_AT_ONCE_APPLY("org.postbound.outbox.Acknowledging", "apply"),

    DATABASE_PREPARE("org.h2.jdbcx.JdbcXAConnection", "prepare"),
    DATABASE_COMMIT("org.h2.jdbcx.JdbcXAConnection", "commit"),

    DECISION_WRITE("com.arjuna.ats.internal.arjuna.objectstore.ShadowingStore", "write_state"),
    DECISION_REMOVE("com.arjuna.ats.internal.arjuna.objectstore.ShadowingStore", "remove_state");

    private final String type;
    private final String method;

    Hook(String type, String method) {
        this.type = type;
        this.method = method;
    }

    String type() {
        return type;
    }

    String method() {
        return method;
    }

    /** Returns the gate through which each call of the method comes. */
    public String before() {
        return "before " + name();
    }

    /** Returns the gate through which each call goes that has succeeded. */
    public String after() {
        return "after " + name();
    }
}
