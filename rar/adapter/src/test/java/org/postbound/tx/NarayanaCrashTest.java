package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power goes off at every operation of the disk, under a real transaction manager. After the restart and its recovery
 * each transaction is there as a whole or not at all, as its application was told, and nothing is in doubt. {@code
 * -Dpostbound.crash.rounds=1000} tries for longer.
 */
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(Narayana.LOCK)
@Timeout(7200)
class NarayanaCrashTest {
    private static final int ROUNDS = Integer.getInteger("postbound.crash.rounds", 10);
    private static final int VARIANTS = 4;
    private static final int LARGE = 1000;

    private static final List<Shop.Order> SCRIPT = List.of(
            new Shop.Order(1, List.of("orders", Shop.ROWS), 1, Shop.End.COMMIT),
            new Shop.Order(2, List.of(Shop.ROWS, "orders", "news"), LARGE, Shop.End.COMMIT),
            new Shop.Order(3, List.of("orders", Shop.ROWS), 1, Shop.End.ROLLBACK),
            new Shop.Order(4, List.of("news"), 1, Shop.End.COMMIT),
            new Shop.Order(5, List.of("news", Shop.ROWS, "orders"), 1, Shop.End.COMMIT),
            new Shop.Order(6, List.of("orders", Shop.ROWS), 1, Shop.End.NEVER));

    private static Narayana narayana;

    @BeforeAll
    static void start() throws Exception {
        narayana = Narayana.shared();
    }

    @ParameterizedTest
    @EnumSource
    void powerFailure_atAnyOperation_leavesEachTransactionWholeOrAbsent(Shop.Failure failure) throws Exception {
        boolean failed = true;
        for (int operations = 0; failed; operations++) {
            failed = false;
            for (int variant = 0; variant < VARIANTS; variant++) {
                failed |= failOnce(failure, operations, variant);
            }
            assertTrue(operations < 5000, "the script never ends");
        }
    }

    /** Every other time the power fails in the recovery, too. */
    private static boolean failOnce(Shop.Failure failure, int operations, int variant) throws Exception {
        long seed = operations * 100L + variant;
        try {
            Shop shop = new Shop(narayana, failure, seed);
            boolean failed = shop.live(operations, SCRIPT);
            if (variant % 2 == 1) {
                shop.live(new Random(seed).nextInt(20), List.of());
            }
            assertFalse(shop.live(Integer.MAX_VALUE, List.of()));
            return failed;
        } catch (Exception | AssertionError e) {
            throw new AssertionError("after %d operations, variant %d".formatted(operations, variant), e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void powerFailures_overALongLife_loseNothing(Shop.Failure failure) throws Exception {
        for (int seed = 0; seed < ROUNDS; seed++) {
            try {
                live(new Shop(narayana, failure, seed), new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void live(Shop shop, Random random) throws Exception {
        int number = 0;
        for (int crash = 0; crash < 10; crash++) {
            List<Shop.Order> orders = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                orders.add(order(++number, random));
            }
            shop.live(random.nextInt(5) == 0 ? random.nextInt(20) : random.nextInt(200), orders);
        }
        assertFalse(shop.live(Integer.MAX_VALUE, List.of()));
    }

    private static Shop.Order order(int number, Random random) {
        List<String> parts = new ArrayList<>(Shop.ROUTES);
        parts.add(Shop.ROWS);
        Collections.shuffle(parts, random);
        return new Shop.Order(
                number,
                parts.subList(0, 1 + random.nextInt(parts.size())),
                random.nextInt(5) == 0 ? LARGE : 1,
                random.nextInt(6) > 0 ? Shop.End.COMMIT : random.nextBoolean() ? Shop.End.ROLLBACK : Shop.End.NEVER);
    }
}
