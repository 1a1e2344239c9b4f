package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShareDifficultyTest {
    private static final double NETWORK = 1e12;
    private static final double HOUR = 3_600_000;

    private final ShareDifficulty difficulty = new ShareDifficulty(1024);

    private SimulatedMiner miner() {
        return new SimulatedMiner(difficulty, NETWORK, 7);
    }

    @Test
    void goesDownToWhatABitaxeCanReportAndNoLower() {
        difficulty.suit(1024, 256);
        SimulatedMiner silent = miner();
        silent.hashAt(0);
        silent.run(HOUR);
        assertThat(silent.sent()).isEqualTo(256);
        assertThat(difficulty.suggest(1)).isTrue();
        silent.run(HOUR);
        assertThat(silent.sent()).isEqualTo(256);
    }

    @Test
    void goesBelowOneOnlyForWhoAskedForLessOrIsKnownForIt() {
        SimulatedMiner silent = miner();
        silent.hashAt(0);
        silent.run(HOUR);
        assertThat(silent.sent()).isEqualTo(1);
        difficulty.suggest(0.5);
        silent.run(HOUR);
        assertThat(silent.sent()).isLessThanOrEqualTo(0.5);
        silent.run(24 * HOUR);
        assertThat(silent.sent()).isEqualTo(ShareDifficulty.LEAST);
    }

    @Test
    void takesTheSameSuggestionOnce() {
        difficulty.suggest(4096);
        SimulatedMiner fast = miner();
        assertThat(fast.sent()).isEqualTo(4096);
        fast.run(HOUR);
        double found = fast.sent();
        assertThat(found).isGreaterThan(100_000);
        difficulty.suggest(4096);
        fast.run(HOUR);
        assertThat(fast.sent()).isEqualTo(found);
        difficulty.suggest(8192);
        assertThat(difficulty.forJob(NETWORK, (long) (2 * HOUR))).isEqualTo(8192);
    }

    @Test
    void leavesAFixedDifficultyUntilItIsFlooded() {
        difficulty.fix(SimulatedMiner.FITTING / 50);
        SimulatedMiner fast = miner();
        fast.run(HOUR);
        assertThat(fast.changes()).isZero();
        fast.hashAt(100);
        fast.run(HOUR);
        assertThat(fast.changes()).isPositive();
    }

    @Test
    void leavesAFixedDifficultyInSilence() {
        difficulty.fix(500_000);
        SimulatedMiner silent = miner();
        silent.hashAt(0);
        silent.run(HOUR);
        assertThat(silent.sent()).isEqualTo(500_000);
    }

    @Test
    void leavesWhatThePasswordSaysWhateverTheFirmwareSuggests() {
        difficulty.suggest(0.5);
        difficulty.fix(50_000);
        assertThat(difficulty.suggest(1000)).as("still a difficulty").isTrue();
        SimulatedMiner silent = miner();
        assertThat(silent.sent()).isEqualTo(50_000);
        difficulty.suggest(2000);
        assertThat(difficulty.isAskedToChange(NETWORK)).isFalse();
        silent.hashAt(0);
        silent.run(HOUR);
        assertThat(silent.sent()).isEqualTo(50_000);
        difficulty.fix(70_000);
        assertThat(difficulty.isAskedToChange(NETWORK)).as("another password").isTrue();
        assertThat(difficulty.forJob(NETWORK, (long) HOUR)).isEqualTo(70_000);
    }

    @Test
    void keepsAFractionSuggestedBeforeItsKindIsHeardOf() {
        difficulty.suggest(0.5);
        difficulty.suit(1024, 1);
        SimulatedMiner silent = miner();
        assertThat(silent.sent()).isEqualTo(0.5);
        silent.hashAt(0);
        silent.run(24 * HOUR);
        assertThat(silent.sent()).isEqualTo(ShareDifficulty.LEAST);
        difficulty.suit(1024, 256);
        assertThat(difficulty.forJob(NETWORK, (long) (25 * HOUR)))
                .as("an ASIC reports no fraction, whatever its firmware says")
                .isEqualTo(256);
    }

    @Test
    void neverGoesBelowTheLimitOfTheMiner() {
        difficulty.limit(512);
        SimulatedMiner silent = miner();
        silent.hashAt(0);
        silent.run(HOUR);
        assertThat(silent.sent()).isEqualTo(512);
    }

    @Test
    void forgetsTheLimitWithALimitOfNothing() {
        difficulty.limit(4096);
        assertThat(difficulty.forJob(NETWORK, 0)).isEqualTo(4096);
        assertThat(difficulty.limit(0)).isTrue();
        assertThat(difficulty.forJob(NETWORK, 0)).isEqualTo(1024);
    }

    @Test
    void refusesWhatIsNoDifficulty() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThat(difficulty.suggest(wrong)).isFalse();
            assertThat(difficulty.fix(wrong)).isFalse();
            assertThat(difficulty.limit(wrong)).isEqualTo(wrong == 0);
        }
        assertThat(difficulty.forJob(NETWORK, 0)).isEqualTo(1024);
    }

    @Test
    void doesNotMoveAMinerThatHasBegunWhenItsKindIsHeardOf() {
        SimulatedMiner miner = miner();
        difficulty.suit(0.1, ShareDifficulty.LEAST);
        assertThat(difficulty.forJob(NETWORK, 0)).isEqualTo(1024);
        assertThat(miner.sent()).isEqualTo(1024);
    }
}
