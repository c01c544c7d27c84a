package org.postbound.it.crash;

import static org.postbound.it.agent.Hook.ACKNOWLEDGEMENT_AT_ONCE_APPLY;
import static org.postbound.it.agent.Hook.ACKNOWLEDGEMENT_COMMIT;
import static org.postbound.it.agent.Hook.ACKNOWLEDGEMENT_END_APPLY;
import static org.postbound.it.agent.Hook.ACKNOWLEDGEMENT_PREPARE;
import static org.postbound.it.agent.Hook.ACKNOWLEDGEMENT_PREPARE_APPLY;
import static org.postbound.it.agent.Hook.ACKNOWLEDGEMENT_ROLLBACK;
import static org.postbound.it.agent.Hook.BEAN;
import static org.postbound.it.agent.Hook.DECISION_REMOVE;
import static org.postbound.it.agent.Hook.DECISION_WRITE;
import static org.postbound.it.agent.Hook.ENDPOINT_BEGIN;
import static org.postbound.it.agent.Hook.ENDPOINT_FAILED;
import static org.postbound.it.agent.Hook.STORE_FILE_HEADER;
import static org.postbound.it.agent.Hook.STORE_SAVE;
import static org.postbound.it.agent.Hook.TELLING_APPLY;
import static org.postbound.it.agent.Hook.TELLING_DURABLE;
import static org.postbound.it.crash.Kind.ASYNCHRONOUS;
import static org.postbound.it.crash.Kind.LATER;
import static org.postbound.it.crash.Kind.MAIL_FIRST;
import static org.postbound.it.crash.Kind.REFUSED;
import static org.postbound.it.crash.Kind.ROLLED_BACK;
import static org.postbound.it.crash.Kind.ROW_FIRST;
import static org.postbound.it.crash.Kind.TWO_ROUTES;
import static org.postbound.it.crash.Point.inside;

import java.util.List;
import java.util.stream.Stream;

/**
 * All points of the path of an event, in the order in which it comes to them. Where others could come to a point in its place,
 * it is the event of the only mail.
 */
final class EventPoints {
    private EventPoints() {}

    static List<Point> all() {
        return Stream.of(event(), prepare(), decision(), withoutTransaction(), recovery())
                .flatMap(List::stream)
                .toList();
    }

    private static Point busy(String name, String... way) {
        return inside(name, way)
                .with(ROW_FIRST, MAIL_FIRST, TWO_ROUTES, LATER, ASYNCHRONOUS, ROLLED_BACK, REFUSED)
                .whileMailFlows();
    }

    private static Point quiet(String name, String... way) {
        return inside(name, way).with(ROW_FIRST).withOneMail();
    }

    private static List<Point> event() {
        return List.of(
                busy("the attempt is over, its event is not written", TELLING_APPLY.before()),
                busy("the event, in the middle of the write", TELLING_APPLY.after(), STORE_FILE_HEADER.before()),
                busy("the event is written, not forced", TELLING_APPLY.after(), STORE_SAVE.after()),
                busy("the event is forced, nobody knows of it", TELLING_DURABLE.before()),
                busy("the bean's transaction has begun", ENDPOINT_BEGIN.after()),
                busy("the bean is called", BEAN.before()),
                busy("the bean has written its row", BEAN.after()).inEachBuild(),
                busy("the bean has failed, before its transaction rolls back", ENDPOINT_FAILED.before()));
    }

    private static List<Point> prepare() {
        return List.of(
                busy("before the acknowledgement's prepare", ACKNOWLEDGEMENT_PREPARE.before()),
                busy(
                        "in the acknowledgement's prepare, in the middle of the write",
                        ACKNOWLEDGEMENT_PREPARE_APPLY.after(),
                        STORE_FILE_HEADER.before()),
                busy(
                        "in the acknowledgement's prepare, written, not forced",
                        ACKNOWLEDGEMENT_PREPARE_APPLY.after(),
                        STORE_SAVE.after()),
                busy("the acknowledgement is prepared, the row is not", ACKNOWLEDGEMENT_PREPARE.after()));
    }

    private static List<Point> decision() {
        return List.of(
                quiet(
                        "acknowledgement and row are prepared, before the decision",
                        ACKNOWLEDGEMENT_PREPARE.after(),
                        DECISION_WRITE.before()),
                quiet(
                        "acknowledgement and row are decided, before the commits",
                        ACKNOWLEDGEMENT_PREPARE.after(),
                        DECISION_WRITE.after()),
                busy(
                        "in the acknowledgement's commit, written, not forced",
                        ACKNOWLEDGEMENT_COMMIT.before(),
                        ACKNOWLEDGEMENT_END_APPLY.after(),
                        STORE_SAVE.after()),
                busy("the acknowledgement is committed, the row is not", ACKNOWLEDGEMENT_COMMIT.after())
                        .inEachBuild(),
                quiet(
                        "acknowledgement and row are committed, before the decision is forgotten",
                        ACKNOWLEDGEMENT_COMMIT.after(),
                        DECISION_REMOVE.before()));
    }

    private static List<Point> withoutTransaction() {
        return List.of(
                busy("without a transaction, before the acknowledgement", ACKNOWLEDGEMENT_AT_ONCE_APPLY.before()),
                busy(
                        "without a transaction, the acknowledgement is written, not forced",
                        ACKNOWLEDGEMENT_AT_ONCE_APPLY.after(),
                        STORE_SAVE.after()));
    }

    private static List<Point> recovery() {
        return List.of(
                decided("recovery is about to commit the acknowledgement").thenAtStart(ACKNOWLEDGEMENT_COMMIT.before()),
                decided("recovery commits the acknowledgement, written, not forced")
                        .thenAtStart(ACKNOWLEDGEMENT_END_APPLY.after(), STORE_SAVE.after()),
                undecided("recovery is about to roll the acknowledgement back")
                        .thenAtStart(ACKNOWLEDGEMENT_ROLLBACK.before()),
                undecided("recovery rolls the acknowledgement back, written, not forced")
                        .thenAtStart(ACKNOWLEDGEMENT_END_APPLY.after(), STORE_SAVE.after()));
    }

    private static Point decided(String name) {
        return quiet(name, ACKNOWLEDGEMENT_PREPARE.after(), DECISION_WRITE.after());
    }

    private static Point undecided(String name) {
        return quiet(name, ACKNOWLEDGEMENT_PREPARE.after(), DECISION_WRITE.before());
    }
}
