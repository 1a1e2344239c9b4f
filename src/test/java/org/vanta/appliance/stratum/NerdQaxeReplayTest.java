package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.template.Templates;

/** NerdQAxe+ and its kin: firmware-notes/nerdqaxe.md. */
class NerdQaxeReplayTest extends FirmwareReplay {
    private static final String EXTRANONCE2 = "0100000000000000";

    private static void connect(TestMiner miner) throws Exception {
        connect(miner, "NerdQAxe++");
    }

    private static void connect(TestMiner miner, String device) throws Exception {
        miner.send(
                "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"" + device + "/BM1370/v1.0.36\"]}",
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
    }

    @Test
    void getsItsAnswersInOrderAlthoughItConfiguresAfterSubscribing() throws Exception {
        try (TestMiner miner = pool.connect()) {
            connect(miner);
            assertThat(miner.read()).isEqualTo(setDifficulty("1024"));
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

    @ParameterizedTest
    @ValueSource(strings = {"NerdQAxe+", "NerdQAxe++", "NerdAxe", "NerdOCTAXE+", "NerdHaxe-γ"})
    void isGivenNothingBelowWhatItsAsicsReport(String device) throws Exception {
        try (TestMiner miner = pool.connect()) {
            connect(miner, device);
            pool.millis.addAndGet(60_000);
            miner.send("{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [1]}");
            assertThat(miner.readUntil("[256]")).isEqualTo(setDifficulty("256"));
        }
    }

    @Test
    void canHoldTheLineOfTheWholeJob() throws Exception {
        try (TestMiner miner = pool.connect()) {
            connect(miner);
            String line = miner.readUntil("\"method\":\"mining.notify\"");
            assertThat(new NotifiedWork(line).branches()).isEqualTo(12);
            assertThat(line.length()).isLessThan(2_048);
        }
    }

    @Test
    void findsABlockWithTheVersionBitsItRolled() throws Exception {
        newBlock("next tip", Templates.EASY_BITS);
        try (TestMiner miner = pool.connect()) {
            connect(miner);
            NotifiedWork work = new NotifiedWork(miner.readUntil("\"method\":\"mining.notify\""));
            assertThat(miner.readUntil("\"id\":5")).isEqualTo(accepted(5));
            int bits = 0x0012a000;
            int nonce = work.nonce(EXTRANONCE1 + EXTRANONCE2, bits, 4.7e-10, 0);
            miner.send(submit(6, work, EXTRANONCE2, Hex.encodeInt(nonce), Hex.encodeInt(bits)));
            assertThat(miner.read()).isEqualTo(accepted(6));
            assertThat(pool.winning.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }
}
