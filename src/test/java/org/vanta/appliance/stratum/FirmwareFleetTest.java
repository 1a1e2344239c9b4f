package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.template.Templates;

/**
 * Goal: six hours of mining suit the firmware of each family. Method: miners that behave as firmware-notes/ has it, over real sockets, on a clock
 * that the test moves. Shares are as much easier to find as the family is faster than this test, by one factor for the server and its miners.
 */
class FirmwareFleetTest {
    private static final long SETTLING_MILLIS = Duration.ofHours(1).toMillis();
    private static final long MINING_MILLIS = Duration.ofHours(5).toMillis();
    private static final double BLOCK_MILLIS = 600_000;
    private static final double SHARE_HASHES = 4;
    private static final double SHARE_SECONDS = 10;
    private static final int BRANCHES_OF = 3;
    private static final long SILENCE_MILLIS_MAX = 55_000;
    private static final Duration IDLE = Duration.ofHours(2);

    /** A pool in whose world a share of this family costs four hashes, and its miners. */
    private static final class World implements AutoCloseable {
        final TestPool pool;
        final List<FleetMiner> miners = new ArrayList<>();
        private final SplittableRandom random = new SplittableRandom(7);
        private final long start = Templates.TIME * 1000;
        private double now = start;
        private double nextJob = start + JobFeed.REFRESH_MILLIS;
        private double nextBlock;
        private int blocks;

        World(FirmwareFamily family, double... multiples) throws Exception {
            double unit = SHARE_HASHES / (family.hashRate * SHARE_SECONDS);
            pool = new TestPool(
                    TestPool.Settings.timed(Duration.ofSeconds(15), Duration.ofSeconds(60), IDLE),
                    start,
                    difficulty -> Target.fromDifficulty(difficulty * unit));
            nextBlock = afterBlock();
            template();
            int port = family.isRented() ? pool.server.rentedPort() : pool.server.port();
            for (double multiple : multiples) {
                String user = TestPool.MINER.hex() + ".rig" + miners.size();
                miners.add(new FleetMiner(family, multiple, unit, port, user, miners.size(), (long) now));
            }
        }

        private double afterBlock() {
            return now - Math.log(1 - random.nextDouble()) * BLOCK_MILLIS;
        }

        private void template() {
            pool.feed.accept(Templates.at(
                    (long) now / 1000, 800_000 + blocks, "tip " + blocks, Templates.HARD_BITS, BRANCHES_OF));
        }

        void mine(long millis) throws Exception {
            double end = now + millis;
            while (now < end) {
                FleetMiner next = null;
                double at = Math.min(Math.min(nextJob, nextBlock), end);
                // Chance has no memory: what was hashed for nothing so far does not count.
                for (FleetMiner miner : miners) {
                    double share = miner.nextShare(now);
                    if (share < at) {
                        at = share;
                        next = miner;
                    }
                }
                now = at;
                pool.millis.set((long) now);
                if (next != null) {
                    next.share((long) now);
                } else if (now < end) {
                    job();
                }
            }
        }

        private void job() throws Exception {
            if (now == nextBlock) {
                blocks++;
                nextBlock = afterBlock();
            }
            template();
            nextJob = now + JobFeed.REFRESH_MILLIS;
            String id = Objects.requireNonNull(pool.jobs.newest()).id();
            for (FleetMiner miner : miners) {
                miner.await(id, (long) now);
            }
        }

        @Override
        public void close() throws Exception {
            for (FleetMiner miner : miners) {
                miner.close();
            }
            pool.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void minesForHoursAsItsFirmwareDoes(FirmwareFamily family) throws Exception {
        try (World world = new World(family, 0.5, 1, 2)) {
            world.mine(SETTLING_MILLIS);
            world.miners.forEach(FleetMiner::settle);
            world.mine(MINING_MILLIS);
            double multiple = 0.5;
            for (FleetMiner miner : world.miners) {
                assertThat(miner.refusals()).isEmpty();
                assertThat(miner.sawAJobTwice()).isFalse();
                assertThat(miner.longestSilenceMillis()).isLessThanOrEqualTo(SILENCE_MILLIS_MAX);
                assertThat(miner.stacked()).isZero();
                assertThat(miner.changes()).as("once settled").isLessThanOrEqualTo(2);
                assertThat(miner.difficulty()).isGreaterThanOrEqualTo(family.least());
                if (!family.mayHaveFractions()) {
                    assertThat(miner.difficulty()).isEqualTo(Math.rint(miner.difficulty()));
                }
                double fitting = family.hashRate * multiple * SHARE_SECONDS / 0x1p32;
                double perMinute = miner.shares() / (MINING_MILLIS / 60_000.0);
                assertThat(perMinute).isGreaterThan(6 / 3.0 * Math.min(1, fitting / family.least()));
                assertThat(perMinute).isLessThan(6 * 3.0);
                multiple *= 2;
            }
        }
    }

    @Test
    void countsSharesOfTheBlockBeforeForFiveSecondsAndForgivesThoseThatComeLater() throws Exception {
        try (World world = new World(FirmwareFamily.CGMINER, 1)) {
            world.mine(SETTLING_MILLIS);
            FleetMiner miner = world.miners.getFirst();
            for (int block = 0; block < 300; block++) {
                world.now = Math.max(world.now, world.nextBlock);
                world.nextBlock = world.now;
                world.pool.millis.set((long) world.now);
                world.job();
                world.pool.millis.addAndGet(ShareCheck.LATE_GRACE_MILLIS);
                miner.shareOfWorkBefore((long) world.now);
                assertThat(miner.refusals()).hasSize(block);
                world.pool.millis.addAndGet(1);
                miner.shareOfWorkBefore((long) world.now);
                assertThat(miner.refusals())
                        .hasSize(block + 1)
                        .last()
                        .asString()
                        .contains("[21,\"Stale\",null]");
                world.now = world.pool.millis.get();
            }
            world.mine(Duration.ofMinutes(10).toMillis());
        }
    }

    @Test
    void leavesAMinerThatFindsNothingForHoursAloneUntilItIsGoneForTwo() throws Exception {
        try (World world = new World(FirmwareFamily.BITAXE_BM1366, 1e-9)) {
            world.mine(IDLE.toMillis() - SETTLING_MILLIS);
            FleetMiner quiet = world.miners.getFirst();
            assertThat(quiet.difficulty())
                    .as("it fell while the miner was silent")
                    .isEqualTo(256);
            assertThat(world.pool.server.connections()).isEqualTo(1);
            world.pool.millis.addAndGet(SETTLING_MILLIS);
            assertThat(quiet.isClosedByServer()).isTrue();
            assertThat(world.pool.registry.scrape()).contains("vanta_stratum_late_total{deadline=\"idle\",} 1.0");
        }
    }
}
