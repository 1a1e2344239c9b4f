package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** MicroBT's btminer: firmware-notes/whatsminer.md. */
class WhatsMinerReplayTest extends FirmwareReplay {
    @Test
    void getsOnlyTheKeysItAskedFor() throws Exception {
        try (TestMiner whatsMiner = pool.connect()) {
            whatsMiner.send(
                    "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{\"version-rolling.mask\":\"00ffe000\",\"version-rolling.min-bit-count\":2,\"minimum-difficulty.value\":4096}]}");
            assertThat(whatsMiner.read())
                    .isEqualTo(
                            "{\"id\":1,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"00ffe000\"},\"error\":null}");
            whatsMiner.send(
                    "{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"whatsminer/v1.1\"]}",
                    "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"123\"]}");
            assertThat(whatsMiner.read()).isEqualTo(subscribed(2));
            assertThat(whatsMiner.read()).isEqualTo(accepted(3));
            assertThat(whatsMiner.read()).isEqualTo(SET_MASK.replace("1fffe000", "00ffe000"));
            assertThat(whatsMiner.read()).isEqualTo(setDifficulty("1024"));
            assertThat(whatsMiner.read()).isEqualTo(notified(true));
        }
    }

    @Test
    void isGivenAtLeastTheDifficultyItAskedFor() throws Exception {
        try (TestMiner whatsMiner = pool.connect()) {
            whatsMiner.send(
                    "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"minimum-difficulty\"],{\"minimum-difficulty.value\":4096}]}",
                    "{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"whatsminer/v1.1\"]}",
                    "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"123\"]}");
            assertThat(whatsMiner.read())
                    .isEqualTo("{\"id\":1,\"result\":{\"minimum-difficulty\":true},\"error\":null}");
            assertThat(whatsMiner.readUntil("set_difficulty")).isEqualTo(setDifficulty("4096"));
        }
    }
}
