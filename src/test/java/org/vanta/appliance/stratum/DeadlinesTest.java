package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    void makesRoomForANewcomerWhereOneNeverHadAShare() throws Exception {
        Duration hours2 = Duration.ofHours(2);
        TestPool.Settings settings =
                new TestPool.Settings(0, "127.0.0.1", 0.00001, true, 3, hours2, hours2, hours2, LONG, Optional.empty());
        try (TestPool pool = TestPool.inItsOwnTime(settings);
                TestMiner working = pool.connect()) {
            pool.feed.accept(Templates.of(1, "tip", Templates.HARD_BITS, 0));
            work(working);
            try (TestMiner idle = connected(pool)) {
                pool.millis.addAndGet(1_000);
                try (TestMiner later = connected(pool)) {
                    pool.millis.addAndGet(Deadlines.UNPROVEN.toMillis() - 1_001);
                    pool.feed.accept(Templates.of(2, "next tip", Templates.HARD_BITS, 0));
                    try (TestMiner newcomer = pool.connect()) {
                        assertThat(newcomer.read()).as("nobody is so idle yet").isNull();
                    }
                    pool.millis.addAndGet(1);
                    try (TestMiner newcomer = newcomer(pool)) {
                        assertThat(newcomer.send(PING).read()).contains("pong");
                        assertCounted(pool, "share");
                        assertThat(later.send(PING).readUntil("\"id\":3")).contains("pong");
                        assertThat(working.send(PING).readUntil("\"id\":3")).contains("pong");
                        while (idle.read() != null) {
                            // The jobs it had.
                        }
                    }
                }
            }
        }
    }

    @Test
    void makesRoomAtAnAddressAndInASubnetThatHaveNoPlaceLeft() throws Exception {
        Duration hours2 = Duration.ofHours(2);
        TestPool.Settings settings = new TestPool.Settings(
                0, "127.0.0.1", 0.00001, true, 1000, hours2, hours2, hours2, LONG, Optional.empty());
        List<TestMiner> idle = new ArrayList<>();
        try (TestPool pool = TestPool.inItsOwnTime(settings);
                TestMiner working = from(pool, "203.0.113.7");
                TestMiner elsewhere = connected(from(pool, "198.51.100.9"))) {
            pool.feed.accept(Templates.of(1, "tip", Templates.HARD_BITS, 0));
            work(working);
            for (int i = 1; i < TestPool.Settings.PER_ADDRESS; i++) {
                idle.add(connected(from(pool, "203.0.113.7")));
            }
            pool.millis.addAndGet(Deadlines.UNPROVEN.toMillis());
            idle.add(connected(newcomer(() -> from(pool, "203.0.113.7"))));
            for (int i = 0; i < TestPool.Settings.PER_ADDRESS; i++) {
                idle.add(connected(from(pool, "203.0.113.8")));
            }
            idle.add(connected(newcomer(() -> from(pool, "203.0.113.7"))));
            pool.millis.addAndGet(Deadlines.UNPROVEN.toMillis());
            idle.add(newcomer(() -> from(pool, "203.0.113.9")));
            assertThat(working.send(PING).readUntil("\"id\":3")).contains("pong");
            assertThat(elsewhere.send(PING).readUntil("\"id\":3")).contains("pong");
        } finally {
            // Not before: a socket that nobody knows any more is closed by the collector.
            for (TestMiner miner : idle) {
                miner.close();
            }
        }
    }

    private static TestMiner from(TestPool pool, String address) throws IOException {
        return new TestMiner(pool.server.proxyPort())
                .sendRaw(("PROXY TCP4 " + address + " 10.0.0.1 5555 3333\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static TestMiner connected(TestPool pool) throws Exception {
        return connected(pool.connect());
    }

    private static TestMiner connected(TestMiner miner) throws Exception {
        assertThat(miner.send(SUBSCRIBE, AUTHORIZE).readUntil("\"id\":2")).contains("true");
        return miner;
    }

    /** Tries until it is let in. */
    private static TestMiner newcomer(TestPool pool) throws Exception {
        return newcomer(pool::connect);
    }

    private static TestMiner newcomer(Callable<TestMiner> connect) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            assertThat(System.nanoTime())
                    .as("it should have been let in by now")
                    .isLessThan(until);
            TestMiner miner = connect.call();
            try {
                if (miner.send(PING).read() != null) {
                    return miner;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
            }
            miner.close();
        }
    }

    /** Has a share accepted. */
    private static void work(TestMiner miner) throws Exception {
        miner.send(
                SUBSCRIBE.replace("bitaxe/BM1370/v2", "cpuminer/2.5.1"), AUTHORIZE.replace("\"x\"", "\"d=0.00001\""));
        Matcher extranonce1 = Pattern.compile("\"([0-9a-f]{8})\",8").matcher(miner.readUntil("\"id\":1"));
        assertThat(extranonce1.find()).isTrue();
        NotifiedWork work = new NotifiedWork(miner.readUntil("\"method\":\"mining.notify\""));
        int nonce = work.nonce(extranonce1.group(1) + "00000000000000aa", 0, 0.00001, 0);
        assertThat(miner.send("{\"id\":9,\"method\":\"mining.submit\",\"params\":[\"" + TestPool.MINER.hex() + "\",\""
                                + work.jobId() + "\",\"00000000000000aa\",\"" + work.ntime() + "\",\""
                                + Integer.toHexString(nonce) + "\"]}")
                        .readUntil("\"id\":9"))
                .contains("true");
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
