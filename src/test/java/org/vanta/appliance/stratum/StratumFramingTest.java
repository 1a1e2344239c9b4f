package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.template.Templates;

/** What holds for every miner, whatever its firmware: the form of lines, ids and refusals. */
class StratumFramingTest {
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
