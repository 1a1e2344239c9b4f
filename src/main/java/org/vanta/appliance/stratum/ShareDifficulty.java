package org.vanta.appliance.stratum;

/** The share difficulty of one connection: what was asked for, and what was last sent. For one thread. */
final class ShareDifficulty {
    /** Lowest a miner can ask for; a slow ESP32 finds a share a second at it. */
    static final double SUGGESTED_MIN = 0.00001;

    private double wanted;
    private double floor;
    private double sent;

    ShareDifficulty(double start) {
        wanted = start;
    }

    /** @return whether it is a difficulty at all */
    boolean suggest(double difficulty) {
        if (!isDifficulty(difficulty)) {
            return false;
        }
        wanted = Math.max(SUGGESTED_MIN, difficulty);
        return true;
    }

    /** The miner can't report below {@code difficulty} (BIP 310's minimum-difficulty). */
    boolean limit(double difficulty) {
        if (!isDifficulty(difficulty)) {
            return false;
        }
        floor = difficulty;
        return true;
    }

    private static boolean isDifficulty(double difficulty) {
        return difficulty > 0 && !Double.isInfinite(difficulty);
    }

    /** What shares must reach on this network: whole numbers from 1 on, and never more than a block must. */
    double on(double networkDifficulty) {
        double value = Math.min(Math.max(wanted, floor), networkDifficulty);
        return value >= 1 ? Math.floor(value) : value;
    }

    /** Whether the miner must be told before the next job. */
    boolean differsFromSent(double difficulty) {
        return difficulty != sent;
    }

    void sent(double difficulty) {
        sent = difficulty;
    }
}
