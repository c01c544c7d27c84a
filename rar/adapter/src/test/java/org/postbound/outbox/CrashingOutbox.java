package org.postbound.outbox;

import java.time.Clock;
import java.util.Random;
import org.postbound.OutboxException;

/** For tests of other packages: a journal on a disk that can lose power at any operation, and comes back with what it has. */
public final class CrashingOutbox {
    private final Random random;
    private final Clock clock;
    private CrashingDisk.Power power;
    private CrashingDisk disk;
    private CrashingDisk bodies;
    private TestOutbox running;

    /** A change that is made as a whole. */
    @FunctionalInterface
    public interface Change {
        /** Makes the change. */
        void make() throws Exception;
    }

    /** Makes an empty disk; a seed has it lose the same things each time. */
    public CrashingOutbox(long seed, Clock clock) {
        this.random = new Random(seed);
        this.clock = clock;
        this.power = new CrashingDisk.Power(random.nextLong());
        this.disk = new CrashingDisk(power);
        this.bodies = new CrashingDisk(power);
    }

    /** Lets so many operations succeed from now on, and not all of the next one. */
    public void failAfter(int operations) {
        power.failAfter(operations);
    }

    /** Whether the power is off. */
    public boolean isOff() {
        return power.isOff();
    }

    /**
     * Starts a journal.
     *
     * @throws OutboxException if the power goes off meanwhile
     */
    public Outbox start() {
        running = new TestOutbox(disk, bodies, TestOutbox.SMALL, clock);
        return running.journal;
    }

    /** Changes something else that is on the same power: if it goes off just then, the change is made or not. */
    public void change(Change change) throws Exception {
        boolean happens = power.use();
        if (happens || (!power.isOff() && random.nextBoolean())) {
            change.make();
        }
        if (!happens) {
            throw power.fail();
        }
    }

    /** Ends everything that runs, as it is. The power is on again, and will not fail by itself. */
    public void crash() {
        if (running != null) {
            running.kill();
            running = null;
        }
        power = new CrashingDisk.Power(random.nextLong());
        disk = disk.restart(power);
        bodies = bodies.restart(power);
    }
}
