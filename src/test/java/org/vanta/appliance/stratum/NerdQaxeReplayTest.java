package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** NerdQAxe+ and its kin: firmware-notes/nerdqaxe.md. */
class NerdQaxeReplayTest extends FirmwareReplay {
    private static void connect(TestMiner miner) throws Exception {
        miner.send(
                "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"NerdQAxe++/BM1370/v1.0.36\"]}",
                "{\"id\": 2, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\"], {\"version-rolling.mask\": \"1fffe000\"}]}",
                "{\"id\": 3, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}",
                "{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [2048]}",
                "{\"id\": 5, \"method\": \"mining.extranonce.subscribe\", \"params\": []}");
        assertThat(miner.read()).isEqualTo(subscribed(1));
        assertThat(miner.read())
                .isEqualTo(
                        "{\"id\":2,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"},\"error\":null}");
        assertThat(miner.read()).isEqualTo(accepted(3));
        assertThat(miner.read()).isEqualTo(SET_MASK);
        assertThat(miner.read()).isEqualTo(setDifficulty("1024"));
    }

    @Test
    void getsItsAnswersInOrderAlthoughItConfiguresAfterSubscribing() throws Exception {
        try (TestMiner miner = pool.connect()) {
            connect(miner);
            assertThat(miner.read()).isEqualTo(notified(true));
            assertThat(miner.read()).isEqualTo(accepted(4));
            assertThat(miner.read()).isEqualTo(setDifficulty("2048"));
            assertThat(miner.read()).isEqualTo(notifiedAgain(1));
            assertThat(miner.read()).isEqualTo(accepted(5));
        }
    }

    @Test
    void isSentWholeNumbersSinceItCutsFractions() throws Exception {
        try (TestMiner miner = pool.connect()) {
            connect(miner);
            assertThat(miner.readUntil("[2048]")).isEqualTo(setDifficulty("2048"));
            pool.millis.addAndGet(60_000);
            miner.send("{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [16383.75]}");
            assertThat(miner.readUntil("16383")).isEqualTo(setDifficulty("16383"));
        }
    }
}
