package org.postbound.it.crash;

import static org.postbound.it.agent.Hook.BODIES_TIDY;
import static org.postbound.it.agent.Hook.BODY_DELETE;
import static org.postbound.it.agent.Hook.BODY_WRITE;
import static org.postbound.it.agent.Hook.BRANCH_COMMIT;
import static org.postbound.it.agent.Hook.BRANCH_END;
import static org.postbound.it.agent.Hook.BRANCH_PREPARE;
import static org.postbound.it.agent.Hook.BRANCH_RECOVER;
import static org.postbound.it.agent.Hook.BRANCH_ROLLBACK;
import static org.postbound.it.agent.Hook.DATABASE_COMMIT;
import static org.postbound.it.agent.Hook.DECISION_REMOVE;
import static org.postbound.it.agent.Hook.DECISION_WRITE;
import static org.postbound.it.agent.Hook.ERASING_APPLY;
import static org.postbound.it.agent.Hook.ERASING_DURABLE;
import static org.postbound.it.agent.Hook.HANDOVER_ACCEPTED;
import static org.postbound.it.agent.Hook.HANDOVER_NEXT;
import static org.postbound.it.agent.Hook.STORE_COUNT_OPENING;
import static org.postbound.it.agent.Hook.STORE_FILE_HEADER;
import static org.postbound.it.agent.Hook.STORE_FILE_TRUNCATE;
import static org.postbound.it.agent.Hook.STORE_GAIN_SPACE;
import static org.postbound.it.agent.Hook.STORE_SAVE;
import static org.postbound.it.agent.Hook.STORE_SYNC;
import static org.postbound.it.crash.Kind.ASYNCHRONOUS;
import static org.postbound.it.crash.Kind.BULKY;
import static org.postbound.it.crash.Kind.LARGE;
import static org.postbound.it.crash.Kind.MAIL_FIRST;
import static org.postbound.it.crash.Kind.MAIL_ONLY;
import static org.postbound.it.crash.Kind.REFUSED;
import static org.postbound.it.crash.Kind.ROLLED_BACK;
import static org.postbound.it.crash.Kind.ROW_FIRST;
import static org.postbound.it.crash.Kind.TWO_ROUTES;
import static org.postbound.it.crash.Point.conversation;
import static org.postbound.it.crash.Point.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postbound.it.crash.Relay.Step;

/** All points, in the order in which a transaction comes to them. */
final class Points {
    private Points() {}

    static List<Point> all() {
        return Stream.of(prepare(), decision(), otherEnds(), handOver(), conversations(), store(), recovery())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Point> prepare() {
        return List.of(
                inside("mail is staged, before the branch ends", BRANCH_END.before()),
                inside("before prepare", BRANCH_PREPARE.before())
                        .with(MAIL_FIRST)
                        .inEachBuild(),
                inside(
                        "in prepare, in the middle of the write",
                        BRANCH_PREPARE.before(),
                        STORE_SAVE.before(),
                        STORE_FILE_HEADER.before()),
                inside("in prepare, written, not forced", BRANCH_PREPARE.before(), STORE_SAVE.after()),
                inside("in prepare, forced, not acknowledged", BRANCH_PREPARE.before(), STORE_SYNC.after()),
                inside("in prepare, a large content has its file, and no record", BODY_WRITE.after())
                        .with(LARGE),
                inside("between the prepares, mail prepared", BRANCH_PREPARE.after())
                        .with(MAIL_FIRST),
                inside("between the prepares, row prepared", BRANCH_PREPARE.before())
                        .with(ROW_FIRST),
                inside("between the prepares of two routes", BRANCH_PREPARE.after())
                        .with(TWO_ROUTES));
    }

    private static List<Point> decision() {
        return List.of(
                inside("all prepared, before the decision", DECISION_WRITE.before())
                        .inEachBuild(),
                inside("decided, before the commits", DECISION_WRITE.after()),
                inside(
                        "in commit, in the middle of the write",
                        BRANCH_COMMIT.before(),
                        STORE_SAVE.before(),
                        STORE_FILE_HEADER.before()),
                inside("in commit, written, not forced", BRANCH_COMMIT.before(), STORE_SAVE.after()),
                inside("in commit, forced, not acknowledged", BRANCH_COMMIT.before(), STORE_SYNC.after()),
                inside("between the commits, mail committed", BRANCH_COMMIT.after())
                        .with(MAIL_FIRST),
                inside("between the commits, row committed", DATABASE_COMMIT.after())
                        .with(ROW_FIRST),
                inside("between the commits of two routes", BRANCH_COMMIT.after())
                        .with(TWO_ROUTES),
                inside("all committed, before the decision is forgotten", DECISION_REMOVE.before()));
    }

    private static List<Point> otherEnds() {
        return List.of(
                inside("one phase, written, not forced", BRANCH_COMMIT.before(), STORE_SAVE.after())
                        .with(MAIL_ONLY),
                inside("one phase, forced, not acknowledged", BRANCH_COMMIT.before(), STORE_SYNC.after())
                        .with(MAIL_ONLY),
                inside("asynchronous, before anything is written", STORE_SAVE.before())
                        .with(ASYNCHRONOUS),
                inside("asynchronous, forced, not acknowledged", STORE_SYNC.after())
                        .with(ASYNCHRONOUS),
                inside("before the rollback of what is staged", BRANCH_ROLLBACK.before())
                        .with(ROLLED_BACK, ROLLED_BACK, MAIL_FIRST),
                inside("before the rollback of what is prepared", BRANCH_ROLLBACK.before())
                        .with(REFUSED),
                inside("in the rollback of what is prepared, written", BRANCH_ROLLBACK.before(), STORE_SAVE.after())
                        .with(REFUSED));
    }

    private static List<Point> handOver() {
        return Stream.of(
                        inside("after commit, before hand-over", BRANCH_COMMIT.after(), HANDOVER_NEXT.before()),
                        inside("the final reply is read, nothing recorded", HANDOVER_ACCEPTED.before())
                                .inEachBuild(),
                        inside("the acceptance is written, not forced", ERASING_APPLY.before(), STORE_SAVE.after()),
                        inside("the acceptance is recorded", ERASING_DURABLE.after()),
                        inside("the acceptance is recorded, before a large content is deleted", BODY_DELETE.before())
                                .with(LARGE))
                .map(Point::whileMailFlows)
                .toList();
    }

    private static List<Point> conversations() {
        List<Point> points = new ArrayList<>(List.of(
                conversation("SMTP: connected, no greeting", Step.CONNECTED),
                conversation("SMTP: EHLO", Step.EHLO),
                conversation("SMTP: MAIL", Step.MAIL),
                conversation("SMTP: RCPT", Step.RCPT),
                conversation("SMTP: DATA", Step.DATA),
                conversation("SMTP: half of a content", Step.HALF).with(LARGE),
                conversation("SMTP: the final dot, mail not accepted", Step.CONTENT),
                conversation("SMTP: the final dot, accepted, no reply", Step.TAKEN)
                        .inEachBuild(),
                conversation("SMTP: the final reply is sent", Step.TOLD),
                conversation("SMTP: QUIT", Step.QUIT)));
        points.add(conversation("SMTP, PIPELINING: MAIL behind a content", Step.MAIL)
                .offering("PIPELINING"));
        points.add(
                conversation("SMTP, PIPELINING: accepted, no reply", Step.TAKEN).offering("PIPELINING"));
        points.add(conversation("SMTP, CHUNKING: half of a content", Step.HALF)
                .with(LARGE)
                .offering("PIPELINING", "CHUNKING"));
        points.add(
                conversation("SMTP, CHUNKING: accepted, no reply", Step.TAKEN).offering("PIPELINING", "CHUNKING"));
        return points;
    }

    /** Mail has to leave, so that there is space to gain. */
    private static List<Point> store() {
        return Stream.of(
                        inside(
                                "the store compacts, chunks are rewritten, not forced",
                                STORE_GAIN_SPACE.before(),
                                STORE_SAVE.after()),
                        inside(
                                "the store compacts, before the version that frees space",
                                STORE_GAIN_SPACE.before(),
                                STORE_SYNC.after(),
                                STORE_SAVE.before()),
                        inside(
                                "the store compacts, in the middle of a write",
                                STORE_GAIN_SPACE.before(),
                                STORE_FILE_HEADER.before()),
                        inside("before the store's file becomes shorter", STORE_FILE_TRUNCATE.before()),
                        inside("the store's file has become shorter", STORE_FILE_TRUNCATE.after()))
                .map(point -> point.with(BULKY, BULKY, BULKY, ROW_FIRST).whileMailFlows())
                .toList();
    }

    private static List<Point> recovery() {
        return List.of(
                inside("restart, in the middle of counting the opening", STORE_FILE_HEADER.before())
                        .thenAtStart(STORE_COUNT_OPENING.before(), STORE_FILE_HEADER.before()),
                inside("restart, before contents of nobody are deleted", BODY_WRITE.after())
                        .with(LARGE)
                        .thenAtStart(BODIES_TIDY.before()),
                inside("recovery asks for branches", DECISION_WRITE.after()).thenAtStart(BRANCH_RECOVER.before()),
                inside("recovery is about to commit mail", DECISION_WRITE.after())
                        .thenAtStart(BRANCH_COMMIT.before())
                        .inEachBuild(),
                inside("recovery commits mail, written, not forced", DECISION_WRITE.after())
                        .thenAtStart(BRANCH_COMMIT.before(), STORE_SAVE.after()),
                inside("recovery has committed mail", DECISION_WRITE.after()).thenAtStart(BRANCH_COMMIT.after()),
                inside("recovery is about to roll mail back", DECISION_WRITE.before())
                        .thenAtStart(BRANCH_ROLLBACK.before()),
                inside("recovery rolls mail back, written, not forced", DECISION_WRITE.before())
                        .thenAtStart(BRANCH_ROLLBACK.before(), STORE_SAVE.after()),
                inside("mail that recovery has committed is accepted", DECISION_WRITE.after())
                        .whileMailFlows()
                        .thenAtStart(HANDOVER_ACCEPTED.before()));
    }
}
