package org.vanta.appliance.share;

import java.util.SplittableRandom;

/**
 * A miner of a steady rate under {@link ShareDifficulty}, on a clock of its own: shares come by chance, jobs every 30 seconds, and a flood
 * gets one of its own at most every 10.
 */
final class SimulatedMiner {
    /** What the miner must be given for six shares a minute. */
    static final double FITTING = 1 << 20;

    private static final double PER_MILLI = FITTING / 10_000;
    private static final long JOB_MILLIS = 30_000;

    final ShareDifficulty difficulty;
    private final SplittableRandom random;
    private double rate = PER_MILLI;
    private double millis;
    private double nextJob;
    private double nextOwnJob;
    private double network;
    private double sent;
    private int changes;
    private double highest;

    SimulatedMiner(ShareDifficulty difficulty, double network, long seed) {
        this.difficulty = difficulty;
        this.network = network;
        this.random = new SplittableRandom(seed);
        nextJob = JOB_MILLIS * random.nextDouble();
        give();
        changes = 0;
    }

    /** Another hash rate, as a multiple of the fitting one. */
    void hashAt(double multiple) {
        rate = PER_MILLI * multiple;
    }

    void mineOn(double networkDifficulty) {
        network = networkDifficulty;
    }

    void run(double duration) {
        double end = millis + duration;
        while (millis < end) {
            double share = rate == 0 ? Double.MAX_VALUE : millis - Math.log(1 - random.nextDouble()) * sent / rate;
            if (share >= Math.min(nextJob, end)) {
                // No memory: what was hashed for nothing so far does not count.
                millis = Math.min(nextJob, end);
                if (millis == nextJob) {
                    nextJob += JOB_MILLIS;
                    give();
                }
            } else {
                millis = share;
                difficulty.accepted(sent, (long) millis);
                if (millis >= nextOwnJob && difficulty.isFlooded(network, (long) millis)) {
                    nextOwnJob = millis + ShareSession.OWN_JOB_MILLIS;
                    give();
                }
            }
        }
    }

    private void give() {
        double share = difficulty.forJob(network, (long) millis);
        if (difficulty.sent(share, (long) millis)) {
            changes++;
        }
        sent = share;
        highest = Math.max(highest, share / network);
    }

    int changes() {
        return changes;
    }

    /** The difficulty as a multiple of the fitting one. */
    double off() {
        return sent / FITTING;
    }

    double sent() {
        return sent;
    }

    /** Highest difficulty sent, as a multiple of the network's of the time. */
    double highestOfNetwork() {
        return highest;
    }

    double minutes() {
        return millis / 60_000;
    }
}
