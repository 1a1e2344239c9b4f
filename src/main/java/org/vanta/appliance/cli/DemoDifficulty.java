package org.vanta.appliance.cli;

import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Sha256;

/** How hard a block must be for one CPU of this machine to find one every few seconds. */
final class DemoDifficulty {
    private static final long MEASURED_NANOS = 300_000_000L;
    private static final int HEADER_BYTES = 80;
    private static final int BATCH = 1_000;

    /** The miner keeps the first block's state and hashes two blocks of SHA-256 for a header where this measure hashes three. */
    private static final double MINER_ADVANTAGE = 1.5;

    private DemoDifficulty() {}

    static int bits(int secondsPerBlock) {
        double hashes = hashesPerSecond() * MINER_ADVANTAGE * secondsPerBlock;
        return Target.fromDifficulty(Math.max(hashes / 0x1p32, 1e-9)).toBits();
    }

    private static double hashesPerSecond() {
        byte[] header = new byte[HEADER_BYTES];
        byte[] hash = new byte[32];
        Sha256 sha = new Sha256();
        // The first round only warms the compiler up.
        double rate = 0;
        for (int round = 0; round < 2; round++) {
            long start = System.nanoTime();
            long done = 0;
            while (System.nanoTime() - start < MEASURED_NANOS) {
                for (int i = 0; i < BATCH; i++) {
                    sha.update(header).finishTwice(hash, 0);
                }
                done += BATCH;
            }
            rate = done * 1e9 / (System.nanoTime() - start);
        }
        return rate;
    }
}
