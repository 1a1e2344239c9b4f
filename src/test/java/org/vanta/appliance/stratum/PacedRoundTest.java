package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.template.Templates;

class PacedRoundTest {
    /** What may pass between a job's making and its way to the first miner. */
    private static final long LEEWAY_MILLIS = 3_000;

    private static int roundOf(int miners, int perTick) {
        NotifyFanOut fanOut = new NotifyFanOut(miners, 1);
        fanOut.newBlock(1);
        PacedRound round = fanOut.round();
        int ticks = 0;
        boolean more = true;
        while (more) {
            int before = fanOut.writes();
            more = round.tick();
            ticks++;
            assertThat(fanOut.writes() - before).isLessThanOrEqualTo(perTick);
        }
        assertThat(fanOut.writes())
                .as("each was answered twice, the second time with its first job")
                .isEqualTo(3 * miners);
        return ticks;
    }

    @Test
    void servesManyMinersFewAtATimeAndInTime() {
        assertThat(roundOf(10_000, 50) * PacedRound.TICK_MILLIS).isLessThanOrEqualTo(PacedRound.ROUND_MILLIS);
    }

    @Test
    void servesAFewMinersAtOnce() {
        assertThat(roundOf(PacedRound.PER_TICK_MIN, PacedRound.PER_TICK_MIN)).isEqualTo(1);
    }

    @Test
    void leavesNoMinerInSilenceForAsLongAsFirmwareEndures() {
        assertThat(JobFeed.REFRESH_MILLIS + PacedRound.ROUND_MILLIS + LEEWAY_MILLIS)
                .isLessThan(55_000);
    }

    @Test
    void endsWithANewBlockSoThatNoMinerGetsOldWorkAfterNew() throws Exception {
        try (TestPool pool = new TestPool()) {
            pool.feed.accept(Templates.of(800_000, "tip", Templates.HARD_BITS, 0));
            List<TestMiner> miners = new ArrayList<>();
            try {
                for (int i = 0; i < 5 * PacedRound.PER_TICK_MIN; i++) {
                    miners.add(authorized(pool));
                }
                pool.millis.addAndGet(JobFeed.REFRESH_MILLIS);
                pool.feed.accept(Templates.of(800_000, "tip", Templates.HARD_BITS, 1));
                pool.feed.accept(Templates.of(800_001, "next tip", Templates.HARD_BITS, 0));
                pool.millis.addAndGet(JobFeed.REFRESH_MILLIS);
                pool.feed.accept(Templates.of(800_001, "next tip", Templates.HARD_BITS, 1));
                for (TestMiner miner : miners) {
                    expectRefreshedBlock(miner);
                }
            } finally {
                for (TestMiner miner : miners) {
                    miner.close();
                }
            }
        }
    }

    /** At most the old refresh, then the new block, then its refresh in its turn. */
    private static void expectRefreshedBlock(TestMiner miner) throws Exception {
        Set<String> ids = new HashSet<>();
        NotifiedWork work = new NotifiedWork(miner.readUntil("\"method\":\"mining.notify\""));
        ids.add(work.jobId());
        if (!work.clean()) {
            work = new NotifiedWork(miner.readUntil("\"method\":\"mining.notify\""));
            assertThat(ids.add(work.jobId())).isTrue();
        }
        assertThat(work.clean()).isTrue();
        NotifiedWork refresh = new NotifiedWork(miner.readUntil("\"method\":\"mining.notify\""));
        assertThat(refresh.clean()).isFalse();
        assertThat(refresh.branches()).as("of the new block's template").isEqualTo(1);
        assertThat(ids.add(refresh.jobId())).isTrue();
    }

    private static TestMiner authorized(TestPool pool) throws Exception {
        TestMiner miner = pool.connect();
        miner.send(
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"test\"]}",
                "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestPool.MINER.hex() + "\",\"x\"]}");
        miner.readUntil("\"method\":\"mining.notify\"");
        // On its way to the event loop it stays on it would miss jobs that have others after them.
        miner.send("{\"id\":3,\"method\":\"mining.ping\",\"params\":[]}").readUntil("pong");
        return miner;
    }
}
