package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.job.JobFeed;

/** pooler's cpuminer: firmware-notes/cpuminer.md. */
class CpuminerReplayTest extends FirmwareReplay {
    private static final String EXTRANONCE2 = "0000000000000000";

    private NotifiedWork connect(TestMiner cpuminer) throws Exception {
        cpuminer.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cpuminer/2.5.1\"]}");
        assertThat(cpuminer.read()).isEqualTo(subscribed(1));
        cpuminer.send("{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"d=0.0001\"]}");
        assertThat(cpuminer.read()).isEqualTo(accepted(2));
        assertThat(cpuminer.read()).isEqualTo(setDifficulty("0.0001"));
        String line = cpuminer.read();
        assertThat(line).isEqualTo(notified(true));
        return new NotifiedWork(line);
    }

    @Test
    void isAnsweredEachSubmitUnderItsOneId() throws Exception {
        try (TestMiner cpuminer = pool.connect()) {
            NotifiedWork work = connect(cpuminer);
            int nonce = work.nonce(EXTRANONCE1 + EXTRANONCE2, 0, 0.0001, 0);
            String share = submit(4, work, EXTRANONCE2, Hex.encodeInt(nonce));
            cpuminer.send(share, share);
            assertThat(cpuminer.read()).isEqualTo(accepted(4));
            assertThat(cpuminer.read()).isEqualTo(rejected(4, "[22,\"Duplicate share\",null]"));
        }
    }

    @Test
    void mayTryToSubscribeAgainWithoutParameters() throws Exception {
        try (TestMiner cpuminer = pool.connect()) {
            cpuminer.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cpuminer/2.5.1\"]}");
            assertThat(cpuminer.read()).isEqualTo(subscribed(1));
            cpuminer.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": []}");
            assertThat(cpuminer.read()).isEqualTo(subscribed(1));
        }
    }

    @Test
    void beginsAtADifficultyAProcessorReaches() throws Exception {
        try (TestMiner cpuminer = pool.connect()) {
            cpuminer.send(
                    "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cpuminer/2.5.1\"]}",
                    "{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
            assertThat(cpuminer.readUntil("set_difficulty")).isEqualTo(setDifficulty("0.1"));
        }
    }

    @Test
    void hearsFromAQuietChainBeforeItGivesUp() throws Exception {
        try (TestMiner cpuminer = pool.connect()) {
            NotifiedWork first = connect(cpuminer);
            pool.feed.start();
            pool.millis.addAndGet(JobFeed.REFRESH_MILLIS);
            String line = cpuminer.readUntil("mining.notify");
            assertThat(line).isEqualTo(notified(false));
            assertThat(new NotifiedWork(line).ntime()).isGreaterThan(first.ntime());
        }
    }
}
