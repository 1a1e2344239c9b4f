package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.template.Templates;

/** Goal: who does not greet, or dies without a word, holds a connection for a bounded time. Method: real sockets, short deadlines. */
class DeadlinesTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = TestPool.Settings.LONG;
    private static final String SUBSCRIBE =
            "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bitaxe/BM1370/v2\"]}";
    private static final String AUTHORIZE =
            "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestPool.MINER.hex() + "\",\"x\"]}";
    private static final String PING = "{\"id\":3,\"method\":\"mining.ping\"}";

    private static void assertCounted(TestPool pool, String deadline) {
        assertThat(pool.registry.scrape()).contains("vanta_stratum_late_total{deadline=\"" + deadline + "\",} 1.0");
    }

    @Test
    void closesWhoDoesNotSubscribe() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.timed(SHORT, LONG, LONG));
                TestMiner silent = pool.connect()) {
            assertThat(silent.read()).isNull();
            assertCounted(pool, "subscribe");
        }
    }

    @Test
    void closesAHelloOfStratum2AsAnyWhoDoesNotSubscribe() throws Exception {
        byte[] hello = new byte[64];
        Arrays.fill(hello, (byte) 0xa5);
        try (TestPool pool = new TestPool(TestPool.Settings.timed(SHORT, LONG, LONG));
                TestMiner v2 = pool.connect()) {
            assertThat(v2.sendRaw(hello).read()).as("no answer").isNull();
            assertCounted(pool, "subscribe");
        }
        hello[40] = '\n';
        try (TestPool pool = new TestPool(TestPool.Settings.timed(SHORT, LONG, LONG));
                TestMiner v2 = pool.connect()) {
            assertThat(v2.sendRaw(hello).read())
                    .as("what a line end by chance makes a line")
                    .startsWith("{\"id\":null,\"result\":null,\"error\":[-32700,\"Parse error");
            assertThat(v2.read()).isNull();
            assertCounted(pool, "subscribe");
        }
    }

    @Test
    void closesWhoSendsALineLetterByLetter() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.timed(SHORT, LONG, LONG));
                TestMiner slow = pool.connect()) {
            Thread dripping = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        slow.sendRaw(new byte[] {' '});
                        Thread.sleep(10);
                    }
                } catch (IOException | InterruptedException e) {
                    // Closed: what the test waits for.
                }
            });
            assertEnds(slow);
            dripping.join();
            assertCounted(pool, "subscribe");
        }
    }

    /** What the server has not read when it closes turns the end into a reset. */
    private static void assertEnds(TestMiner miner) {
        try {
            assertThat(miner.read()).isNull();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
        }
    }

    @Test
    void closesWhoSubscribesButDoesNotAuthorize() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.timed(SHORT, SHORT.multipliedBy(2), LONG));
                TestMiner half = pool.connect()) {
            assertThat(half.send(SUBSCRIBE).read()).contains("mining.notify");
            assertThat(half.read()).isNull();
            assertCounted(pool, "authorize");
        }
    }

    @Test
    void leavesAMinerAloneThatGreetedHoweverQuietItIs() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.timed(SHORT, SHORT, LONG));
                TestMiner quiet = pool.connect();
                TestMiner late = pool.connect()) {
            quiet.send(SUBSCRIBE, AUTHORIZE);
            assertThat(quiet.read()).contains("mining.notify");
            assertThat(quiet.read()).contains("true");
            assertThat(late.read())
                    .as("its deadline passed after the quiet one's")
                    .isNull();
            pool.feed.accept(Templates.of(1, "tip", Templates.HARD_BITS, 0));
            assertThat(quiet.readUntil("\"method\":\"mining.notify\"")).isNotNull();
            assertThat(quiet.send(PING).read()).contains("pong");
        }
    }

    @Test
    void closesWhoWasNotHeardOfForTooLongAlthoughItTakesItsJobs() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.timed(LONG, LONG, SHORT));
                TestMiner gone = pool.connect()) {
            pool.feed.accept(Templates.of(1, "tip", Templates.HARD_BITS, 0));
            gone.send(SUBSCRIBE, AUTHORIZE);
            String line = gone.read();
            while (line != null) {
                line = gone.read();
            }
            assertCounted(pool, "idle");
        }
    }
}
