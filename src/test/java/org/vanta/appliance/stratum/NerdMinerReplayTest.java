package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.template.Templates;

/** NerdMiner v2 on an ESP32: firmware-notes/nerdminer.md. */
class NerdMinerReplayTest extends FirmwareReplay {
    private static final String EXTRANONCE2 = "0000000000000001";
    private static final String SUGGEST =
            "{\"id\": 3, \"method\": \"mining.suggest_difficulty\", \"params\": [0.00015]}";

    private NotifiedWork connect(TestMiner miner) throws Exception {
        return connect(miner, "NerdMinerV2/1.8.3");
    }

    private NotifiedWork connect(TestMiner miner, String agent) throws Exception {
        miner.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"" + agent + "\"]}");
        assertThat(miner.read()).as("the one line it reads").isEqualTo(subscribed(1));
        miner.send("{\"params\": [\"" + USER + "\", \"x\"], \"id\": 2, \"method\": \"mining.authorize\"}", SUGGEST);
        assertThat(miner.read()).isEqualTo(accepted(2));
        assertThat(miner.read()).isEqualTo(setDifficulty("0.001"));
        assertThat(miner.read()).isEqualTo(notified(true));
        assertThat(miner.read()).isEqualTo(accepted(3));
        assertThat(miner.read()).isEqualTo(setDifficulty("0.00015"));
        String line = miner.read();
        assertThat(line).isEqualTo(notifiedAgain(1));
        return new NotifiedWork(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NerdMinerV2/1.8.3", "NMMiner/1.0", "SparkMiner/1.0"})
    void getsADifficultyItCanReach(String agent) throws Exception {
        try (TestMiner miner = pool.connect()) {
            connect(miner, agent);
            pool.millis.addAndGet(60_000);
            miner.send("{\"id\": 3, \"method\": \"mining.suggest_difficulty\", \"params\": [0.0000001]}");
            assertThat(miner.readUntil("set_difficulty"))
                    .as("the least, without an exponent")
                    .isEqualTo(setDifficulty("0.00001"));
        }
    }

    @Test
    void isUnderstoodWithoutLeadingZeros() throws Exception {
        try (TestMiner miner = pool.connect()) {
            NotifiedWork work = connect(miner);
            int nonce = work.nonce(EXTRANONCE1 + EXTRANONCE2, 0, 0.00015, 0);
            assertThat(nonce).isLessThan(1 << 28);
            miner.send(submit(4, work, EXTRANONCE2, Integer.toHexString(nonce)));
            assertThat(miner.read()).isEqualTo(accepted(4));
        }
    }

    @Test
    void isOnlyAnsweredWhenItRepeatsItsSuggestionToKeepTheConnection() throws Exception {
        try (TestMiner miner = pool.connect()) {
            connect(miner);
            for (int i = 0; i < 3; i++) {
                pool.millis.addAndGet(30_000);
                miner.send(SUGGEST);
                assertThat(miner.read()).isEqualTo(accepted(3));
            }
            miner.send("{\"id\": 9, \"method\": \"mining.ping\", \"params\": []}");
            assertThat(miner.read()).isEqualTo("{\"id\":9,\"result\":\"pong\",\"error\":null}");
        }
    }

    @Test
    void isLeftAtTheDifficultyOfItsPassword() throws Exception {
        try (TestMiner miner = pool.connect()) {
            miner.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"NerdMinerV2/1.8.3\"]}");
            assertThat(miner.read()).isEqualTo(subscribed(1));
            miner.send(
                    "{\"params\": [\"" + USER + "\", \"fd=0.0005\"], \"id\": 2, \"method\": \"mining.authorize\"}",
                    SUGGEST);
            assertThat(miner.read()).isEqualTo(accepted(2));
            assertThat(miner.read()).isEqualTo(setDifficulty("0.0005"));
            assertThat(miner.read()).isEqualTo(notified(true));
            assertThat(miner.read()).isEqualTo(accepted(3));
            newBlock("next tip", Templates.HARD_BITS);
            assertThat(miner.read()).isEqualTo(notified(true));
        }
    }

    @Test
    void canHoldTheWholeJob() throws Exception {
        try (TestMiner miner = pool.connect()) {
            NotifiedWork work = connect(miner);
            assertThat(work.branches()).isEqualTo(12);
            assertThat(work.headBytes() + (EXTRANONCE1 + EXTRANONCE2).length() / 2 + work.tailBytes())
                    .isLessThanOrEqualTo(255);
            assertThat(notified(true).length()).isLessThan(4096);
        }
    }
}
