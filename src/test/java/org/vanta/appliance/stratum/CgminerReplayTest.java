package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.template.Templates;

/** cgminer and what descends from it, Antminers and Braiins OS among them: firmware-notes/cgminer.md. */
class CgminerReplayTest extends FirmwareReplay {
    private void connect(TestMiner cgminer) throws Exception {
        connect(cgminer, "cgminer/4.11.1");
    }

    private void connect(TestMiner cgminer, String agent) throws Exception {
        cgminer.send(
                "{\"id\": 0, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\",\"sp-telemetry\"], {\"version-rolling.mask\":\"ffffffff\",\"version-rolling.min-bit-count\":16}]}");
        assertThat(cgminer.read())
                .isEqualTo(
                        "{\"id\":0,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\",\"sp-telemetry\":false},\"error\":null}");
        cgminer.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"" + agent + "\", \"57a6f000\"]}");
        assertThat(cgminer.read()).as("no line between").isEqualTo(subscribed(1));
        cgminer.send("{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
        assertThat(cgminer.read()).isEqualTo(accepted(2));
        assertThat(cgminer.read()).isEqualTo(SET_MASK);
        assertThat(cgminer.read()).isEqualTo(setDifficulty("1024"));
        assertThat(cgminer.read()).isEqualTo(notified(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cgminer/4.11.1",
                "bmminer/2.0.0",
                "bosminer-plus-tuner 0.2.0",
                "Antminer S19/1.0",
                "Antminer S21/1.0"
            })
    void findsEachAnswerAsTheFirstLineAfterItsRequest(String agent) throws Exception {
        try (TestMiner cgminer = pool.connect()) {
            connect(cgminer, agent);
        }
    }

    @Test
    void isSentOneDifficultyForEachJobSinceItStacksThem() throws Exception {
        try (TestMiner cgminer = pool.connect()) {
            connect(cgminer);
            cgminer.send(
                    "{\"id\": 3, \"method\": \"mining.suggest_difficulty\", \"params\": [2000]}",
                    "{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [3000]}",
                    "{\"id\": 5, \"method\": \"mining.suggest_difficulty\", \"params\": [4000]}");
            assertThat(cgminer.read()).isEqualTo(accepted(3));
            assertThat(cgminer.read()).isEqualTo(setDifficulty("2000"));
            assertThat(cgminer.read()).isEqualTo(notifiedAgain(1));
            assertThat(cgminer.read()).isEqualTo(accepted(4));
            assertThat(cgminer.read()).isEqualTo(accepted(5));
            newBlock("next tip", Templates.HARD_BITS);
            assertThat(cgminer.read()).isEqualTo(setDifficulty("4000"));
            assertThat(cgminer.read()).isEqualTo(notified(true));
        }
    }

    @Test
    void mayAskForWhatNoServerNeeds() throws Exception {
        try (TestMiner cgminer = pool.connect()) {
            connect(cgminer);
            cgminer.send(
                    "{\"id\": \"txlist\", \"method\": \"mining.get_transactions\", \"params\": [\"1\"]}",
                    "{\"id\": 8, \"method\": \"mining.multi_version\", \"params\": [1]}");
            assertThat(cgminer.read())
                    .isEqualTo("{\"id\":\"txlist\",\"result\":null,\"error\":[20,\"Not supported.\",null]}");
            assertThat(cgminer.read()).isEqualTo(rejected(8, "[-3,\"Method not found\",null]"));
        }
    }
}
