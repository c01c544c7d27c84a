package org.postbound.it.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Row and mail are both there or neither, and each event is told, wherever the server is killed; {@code docs/reliability.md}
 * has the command for all points. Each build visits a few, so that the sweep itself keeps working.
 */
class CrashSweepIT {
    private static final Pattern POINTS = Pattern.compile(System.getProperty("crash.points"));
    private static final int ROUNDS = Integer.getInteger("crash.rounds");
    private static final int SOAK = Integer.getInteger("crash.soak");
    private static final long SEED = Long.getLong("crash.seed");
    private static final Path TARGET = Path.of("target");

    private final List<Round> rounds = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private interface Beginning {
        Sweep at(Path work, long seed) throws Exception;
    }

    @Test
    void kill_leavesRowAndMail_orNeither() throws Exception {
        sweep(Points.all(), Sweep::ofMail, Report.MAIL);
    }

    @Test
    void kill_leavesEachEventToBeTold_andNoneOfARollback() throws Exception {
        sweep(EventPoints.all(), Sweep::ofEvents, Report.EVENTS);
    }

    private void sweep(List<Point> all, Beginning beginning, Report report) throws Exception {
        List<Point> points = matching(all);
        assertFalse(
                matching(Points.all()).isEmpty() && matching(EventPoints.all()).isEmpty() && SOAK == 0,
                "no point matches crash.points=" + POINTS);
        System.out.printf(
                "%s: crash.seed=%d, %d points, %d rounds, %d random kills%n",
                report.folder(), SEED, points.size(), ROUNDS, SOAK);
        if (points.isEmpty() && SOAK == 0) {
            return;
        }
        try (Sweep sweep = beginning.at(TARGET.resolve(report.folder()), SEED)) {
            for (int round = 1; round <= ROUNDS; round++) {
                for (Point point : points) {
                    note(sweep.at(point));
                }
            }
            for (int kill = 1; kill <= SOAK; kill++) {
                note(sweep.atRandom());
            }
            violations.addAll(sweep.violations());
        } finally {
            write(report);
        }
        assertEquals(List.of(), violations);
    }

    private static List<Point> matching(List<Point> points) {
        return points.stream()
                .filter(point -> POINTS.matcher(point.toString()).matches())
                .toList();
    }

    private void note(Round round) {
        rounds.add(round);
        violations.addAll(round.violations());
        System.out.printf(
                "%s %3d %s: %d transactions, %d committed, %d not answered, %d duplicates, %d events, %d told again,"
                        + " recovered after %d s %s%n",
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
                rounds.size(),
                round.point(),
                round.audit().transactions(),
                round.audit().committed(),
                round.audit().unanswered(),
                round.audit().duplicates().size(),
                round.events().events(),
                round.events().again().size(),
                round.recovery().toSeconds(),
                round.violations());
    }

    private void write(Report report) throws IOException {
        if (rounds.isEmpty()) {
            return;
        }
        String text = report.of(
                rounds,
                "%d kills, seed %d, WildFly %s, Java %s, on %d processors."
                        .formatted(
                                rounds.size(),
                                SEED,
                                System.getProperty("crash.wildfly.version"),
                                Runtime.version().feature(),
                                Runtime.getRuntime().availableProcessors()));
        Files.writeString(TARGET.resolve(report.folder() + "-sweep.md"), text);
        if (Boolean.getBoolean("crash.docs")) {
            report.insert(Path.of("..", "..", "docs", "reliability.md"), text);
        }
    }
}
