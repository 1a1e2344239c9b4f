package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/**
 * Miners of all rates. Their shares come by chance, so the bounds have room: of a million miners simulated none took more than four changes,
 * of 5,000 steady ones none had more than four in a day.
 */
class ShareDifficultyProperties {
    private static final double MINUTE = 60_000;
    private static final double NETWORK = 1e15;
    /** Between two powers of two, and the tolerance of the evidence. */
    private static final double NEAR = Math.pow(2, 1.51);

    private static SimulatedMiner miner(double off, long seed) {
        return new SimulatedMiner(new ShareDifficulty(SimulatedMiner.FITTING * off), NETWORK, seed);
    }

    private static boolean isNear(SimulatedMiner miner) {
        return miner.off() <= NEAR && miner.off() >= 1 / NEAR;
    }

    @Property(tries = 2000)
    void comesNearWithinFourChangesFromAThousandTimesOff(
            @ForAll @DoubleRange(min = -3, max = 3) double magnitude, @ForAll long seed) {
        SimulatedMiner miner = miner(Math.pow(10, magnitude), seed);
        while (!isNear(miner) && miner.minutes() < 240) {
            miner.run(1000);
        }
        assertThat(isNear(miner)).as("within four hours").isTrue();
        assertThat(miner.changes()).isLessThanOrEqualTo(4);
    }

    @Property(tries = 300)
    void leavesASteadyMinerAlone(@ForAll @DoubleRange(min = 0.5, max = 2) double off, @ForAll long seed) {
        SimulatedMiner miner = miner(off, seed);
        miner.run(60 * MINUTE);
        int settling = miner.changes();
        miner.run(24 * 60 * MINUTE);
        assertThat(miner.changes() - settling).as("changes in a day").isLessThanOrEqualTo(8);
    }

    @Property(tries = 300)
    void followsAMinerThatGainsOrLosesMachines(
            @ForAll @DoubleRange(min = -2, max = 2) double magnitude, @ForAll long seed) {
        SimulatedMiner miner = miner(1, seed);
        miner.run(60 * MINUTE);
        double multiple = Math.pow(10, magnitude);
        miner.hashAt(multiple);
        miner.run(4 * 60 * MINUTE);
        assertThat(miner.off() / multiple).isBetween(1 / (2 * NEAR), 2 * NEAR);
    }

    @Property(tries = 300)
    void neverAsksForMoreThanTheNetwork(
            @ForAll @DoubleRange(min = -12, max = 12) double start,
            @ForAll @DoubleRange(min = -9, max = 12) double network,
            @ForAll @DoubleRange(min = -9, max = 12) double laterNetwork,
            @ForAll long seed) {
        ShareDifficulty difficulty = new ShareDifficulty(Math.pow(10, start));
        SimulatedMiner miner = new SimulatedMiner(difficulty, Math.pow(10, network), seed);
        // A miner faster than that would be found blocks for, one each fraction of a second.
        miner.hashAt(Math.min(1, Math.pow(10, Math.min(network, laterNetwork)) / SimulatedMiner.FITTING));
        miner.run(30 * MINUTE);
        miner.mineOn(Math.pow(10, laterNetwork));
        difficulty.suggest(Math.pow(10, start + 1));
        difficulty.limit(Math.pow(10, start + 2));
        miner.run(30 * MINUTE);
        assertThat(miner.highestOfNetwork()).isLessThanOrEqualTo(1);
    }

    @Property(tries = 300)
    void sendsWholeNumbersFromOneOn(@ForAll @DoubleRange(min = 0, max = 1e12) double suggested, @ForAll long seed) {
        ShareDifficulty difficulty = new ShareDifficulty(1024.5);
        difficulty.suggest(suggested);
        SimulatedMiner miner = new SimulatedMiner(difficulty, NETWORK, seed);
        for (int i = 0; i < 20; i++) {
            assertThat(miner.sent() < 1 || miner.sent() == Math.rint(miner.sent()))
                    .isTrue();
            miner.run(MINUTE);
        }
    }
}
