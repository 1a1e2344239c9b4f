package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.template.Templates;

/** What each firmware sends at connect, byte for byte, and exactly what it must get. */
class FirmwareReplayTest {
    private static final String USER = TestPool.MINER.hex() + ".rig";

    private TestPool pool;

    @BeforeEach
    void start() throws Exception {
        pool = new TestPool();
        pool.feed.accept(Templates.of(800_000, "tip", Templates.HARD_BITS, 3));
    }

    @AfterEach
    void stop() throws Exception {
        pool.close();
    }

    @Test
    void servesABitaxeThatSendsAllInOneSegment() throws Exception {
        try (TestMiner bitaxe = pool.connect()) {
            bitaxe.send(
                    "{\"id\": 1, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\"], {\"version-rolling.mask\": \"ffffffff\"}]}",
                    "{\"id\": 2, \"method\": \"mining.subscribe\", \"params\": [\"bitaxe/BM1370/v2.9.0\"]}",
                    "{\"id\": 3, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
            assertThat(bitaxe.read())
                    .isEqualTo(
                            "{\"id\":1,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"},\"error\":null}");
            assertThat(bitaxe.read())
                    .isEqualTo(
                            "{\"id\":2,\"result\":[[[\"mining.notify\",\"57a6f098\"]],\"57a6f098\",8],\"error\":null}");
            assertThat(bitaxe.read()).isEqualTo("{\"id\":3,\"result\":true,\"error\":null}");
            assertThat(bitaxe.read())
                    .isEqualTo("{\"id\":null,\"method\":\"mining.set_version_mask\",\"params\":[\"1fffe000\"]}");
            assertThat(bitaxe.read()).isEqualTo("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[1024]}");
            String first = bitaxe.read();
            assertThat(first).startsWith("{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"");
            assertThat(first).endsWith(",\"20000000\",\"1705ae3a\",\"6ab13b80\",true]}");
            bitaxe.send(
                    "{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [1000]}",
                    "{\"id\": 5, \"method\": \"mining.extranonce.subscribe\", \"params\": []}");
            assertThat(bitaxe.read()).isEqualTo("{\"id\":4,\"result\":true,\"error\":null}");
            assertThat(bitaxe.read()).isEqualTo("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[1000]}");
            assertThat(bitaxe.read()).contains("mining.notify").endsWith(",false]}");
            assertThat(bitaxe.read()).isEqualTo("{\"id\":5,\"result\":true,\"error\":null}");
        }
    }

    @Test
    void letsTheProbeOfABitaxeSeeNotifyInOneRead() throws Exception {
        try (TestMiner probe = pool.connect()) {
            probe.send(
                    "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"bitaxe/BM1370/v2.9.0\"]}",
                    "{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
            assertThat(probe.readOnce(1023)).contains("mining.notify");
        }
    }

    @Test
    void servesANerdQaxeThatConfiguresAfterSubscribing() throws Exception {
        try (TestMiner nerdQaxe = pool.connect()) {
            nerdQaxe.send(
                    "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"NerdQAxe++/BM1370/v1.0\"]}",
                    "{\"id\": 2, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\"], {\"version-rolling.mask\": \"1fffe000\"}]}",
                    "{\"id\": 3, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}",
                    "{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [2048]}",
                    "{\"id\": 5, \"method\": \"mining.extranonce.subscribe\", \"params\": []}");
            assertThat(nerdQaxe.read()).startsWith("{\"id\":1,\"result\":[[[\"mining.notify\"");
            assertThat(nerdQaxe.read()).startsWith("{\"id\":2,\"result\":{\"version-rolling\":true");
            assertThat(nerdQaxe.read()).isEqualTo("{\"id\":3,\"result\":true,\"error\":null}");
            assertThat(nerdQaxe.read())
                    .isEqualTo("{\"id\":null,\"method\":\"mining.set_version_mask\",\"params\":[\"1fffe000\"]}");
            assertThat(nerdQaxe.read()).contains("set_difficulty").contains("[1024]");
            assertThat(nerdQaxe.read()).contains("mining.notify").endsWith("true]}");
            assertThat(nerdQaxe.read()).isEqualTo("{\"id\":4,\"result\":true,\"error\":null}");
            assertThat(nerdQaxe.read()).contains("set_difficulty").contains("[2048]");
            assertThat(nerdQaxe.read()).contains("mining.notify").endsWith("false]}");
            assertThat(nerdQaxe.read()).isEqualTo("{\"id\":5,\"result\":true,\"error\":null}");
        }
    }

    @Test
    void servesANerdMinerThatAsksForLessThanOne() throws Exception {
        try (TestMiner nerdMiner = pool.connect()) {
            nerdMiner.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"NerdMinerV2/1.8\"]}");
            assertThat(nerdMiner.read())
                    .startsWith("{\"id\":1,\"result\":[[[\"mining.notify\"")
                    .endsWith(",8],\"error\":null}");
            nerdMiner.send(
                    "{\"params\": [\"" + USER + "\", \"x\"], \"id\": 2, \"method\": \"mining.authorize\"}",
                    "{\"id\": 3, \"method\": \"mining.suggest_difficulty\", \"params\": [0.00015]}");
            assertThat(nerdMiner.readUntil("set_difficulty")).contains("[0.001]");
            assertThat(nerdMiner.readUntil("set_difficulty")).contains("[0.00015]");
            String notify = nerdMiner.readUntil("mining.notify");
            String jobId = notify.split("\"")[9];
            String ntime = notify.split("\"")[notify.split("\"").length - 2];
            nerdMiner.send("{\"id\": 4, \"method\": \"mining.submit\", \"params\": [\"" + USER + "\", \"" + jobId
                    + "\", \"0000000000000001\", \"" + ntime + "\", \"1a\"]}");
            assertThat(nerdMiner.read())
                    .as("an unpadded nonce is understood")
                    .isEqualTo("{\"id\":4,\"result\":null,\"error\":[23,\"Difficulty too low\",null]}");
        }
    }

    @Test
    void answersEverySubmitOfCpuminerUnderItsOneId() throws Exception {
        try (TestMiner cpuminer = pool.connect()) {
            cpuminer.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cpuminer/2.5.1\"]}");
            assertThat(cpuminer.read()).startsWith("{\"id\":1,");
            cpuminer.send("{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
            assertThat(cpuminer.readUntil("mining.notify")).isNotNull();
            String submit = "{\"method\": \"mining.submit\", \"params\": [\"" + USER
                    + "\", \"1\", \"0000000000000000\", \"6ab1b700\", \"00000000\"], \"id\":4}";
            cpuminer.send(submit, submit);
            for (int i = 0; i < 2; i++) {
                assertThat(cpuminer.read())
                        .isEqualTo("{\"id\":4,\"result\":null,\"error\":[21,\"Job not found\",null]}");
            }
        }
    }

    @Test
    void answersConfigureFirstForCgminer() throws Exception {
        try (TestMiner cgminer = pool.connect()) {
            cgminer.send(
                    "{\"id\": 0, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\",\"sp-telemetry\"], {\"version-rolling.mask\":\"ffffffff\",\"version-rolling.min-bit-count\":16}]}");
            assertThat(cgminer.read())
                    .isEqualTo(
                            "{\"id\":0,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\",\"sp-telemetry\":false},\"error\":null}");
            cgminer.send(
                    "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cgminer/4.11.1\", \"57a6f000\"]}");
            assertThat(cgminer.read()).startsWith("{\"id\":1,\"result\":[[[\"mining.notify\"");
        }
    }

    @Test
    void givesAWhatsMinerOnlyTheKeysItAskedFor() throws Exception {
        try (TestMiner whatsMiner = pool.connect()) {
            whatsMiner.send(
                    "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{\"version-rolling.mask\":\"00ffe000\",\"version-rolling.min-bit-count\":2,\"minimum-difficulty.value\":4096}]}");
            assertThat(whatsMiner.read())
                    .isEqualTo(
                            "{\"id\":1,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"00ffe000\"},\"error\":null}");
        }
    }

    @Test
    void echoesAnIdAsItCame() throws Exception {
        try (TestMiner miner = pool.connect()) {
            miner.send(
                    "{\"id\":\"txlist \\\"1\\\"\",\"method\":\"mining.ping\",\"params\":[]}",
                    "{\"id\":65536,\"method\":\"ping\"}",
                    "{\"id\":null,\"method\":\"mining.ping\",\"params\":[]}");
            assertThat(miner.read()).isEqualTo("{\"id\":\"txlist \\\"1\\\"\",\"result\":\"pong\",\"error\":null}");
            assertThat(miner.read()).isEqualTo("{\"id\":65536,\"result\":\"pong\",\"error\":null}");
            assertThat(miner.read()).isEqualTo("{\"id\":null,\"result\":\"pong\",\"error\":null}");
        }
    }

    @Test
    void keepsTheConnectionAfterWhatItDoesNotUnderstand() throws Exception {
        try (TestMiner miner = pool.connect()) {
            miner.send(
                    "{\"id\":1,\"method\":\"mining.multi_version\",\"params\":[4]}",
                    "not json",
                    "{\"id\":2,\"method\":7}",
                    "{\"id\":3,\"method\":\"mining.submit\",\"params\":[]}",
                    "{\"id\":4,\"method\":\"mining.ping\"}");
            assertThat(miner.read()).isEqualTo("{\"id\":1,\"result\":null,\"error\":[-3,\"Method not found\",null]}");
            assertThat(miner.read()).startsWith("{\"id\":null,\"result\":null,\"error\":[-32700,\"Parse error");
            assertThat(miner.read()).contains("method has the wrong type");
            assertThat(miner.read()).isEqualTo("{\"id\":3,\"result\":null,\"error\":[25,\"Not subscribed\",null]}");
            assertThat(miner.read()).isEqualTo("{\"id\":4,\"result\":\"pong\",\"error\":null}");
        }
    }

    @Test
    void readsLinesCutAnywhere() throws Exception {
        try (TestMiner miner = pool.connect()) {
            byte[] line = "{\"id\":1,\"method\":\"mining.ping\"}\r\n".getBytes(StandardCharsets.UTF_8);
            for (byte b : line) {
                miner.sendRaw(new byte[] {b});
            }
            assertThat(miner.read()).isEqualTo("{\"id\":1,\"result\":\"pong\",\"error\":null}");
        }
    }

    @Test
    void closesOnALineLongerThanAnyFirmwareSends() throws Exception {
        try (TestMiner miner = pool.connect()) {
            miner.sendRaw("x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8));
            assertThat(miner.read()).contains("Line longer than 16384 bytes");
            assertThat(miner.read()).isNull();
        }
    }

    @Test
    void refusesAUserNameThatIsAMistypedKey() throws Exception {
        try (TestMiner miner = pool.connect()) {
            miner.send(
                    "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + USER.substring(1) + "\",\"x\"]}",
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + Hash256.ZERO.hex() + "\",\"x\"]}",
                    "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[17,\"x\"]}");
            assertThat(miner.read())
                    .isEqualTo(
                            "{\"id\":1,\"result\":false,\"error\":[24,\"Owner key needs 64 hex digits, got 63\",null]}");
            assertThat(miner.read()).contains("\"result\":false,\"error\":[24,").contains("small order");
            assertThat(miner.read()).contains("\"result\":false,\"error\":[24,");
        }
    }

    @Test
    void givesAllConnectedMinersTheNewBlocksJob() throws Exception {
        try (TestMiner one = authorized();
                TestMiner other = authorized()) {
            pool.feed.accept(Templates.of(800_001, "next tip", Templates.HARD_BITS, 0));
            assertThat(one.readUntil("mining.notify")).endsWith("true]}");
            assertThat(other.readUntil("mining.notify")).endsWith("true]}");
        }
    }

    private TestMiner authorized() throws Exception {
        TestMiner miner = pool.connect();
        miner.send(
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}",
                "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"x\"]}");
        miner.readUntil("mining.notify");
        miner.readUntil("\"method\":\"mining.notify\"");
        return miner;
    }
}
