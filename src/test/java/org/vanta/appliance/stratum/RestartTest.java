package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.share.WinningShare;
import org.vanta.appliance.template.Templates;

/** Goal: who comes back goes on where it was, also over a restart. Method: real sockets, two servers, the file between them. */
class RestartTest {
    private static final String EXTRANONCE2 = "00000000000000aa";
    private static final String USER = TestPool.MINER.hex() + ".rig";
    private static final Pattern SUBSCRIBED =
            Pattern.compile("\"mining.notify\",\"([0-9a-f]{24})\"]],\"([0-9a-f]{8})\",8");
    private static final Duration NO_TIME = Duration.ofMillis(1);

    @TempDir
    Path directory;

    /** What a miner keeps of its connection. */
    private record Greeted(String session, String extranonce1) {}

    private static Greeted greet(TestMiner miner, @Nullable String session, String password) throws Exception {
        String shown = session == null ? "" : ",\"" + session + "\"";
        miner.send(
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"cgminer/4.12.1\"" + shown + "]}",
                "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"" + password + "\"]}");
        Matcher subscribed = SUBSCRIBED.matcher(Objects.requireNonNull(miner.read()));
        assertThat(subscribed.find()).isTrue();
        assertThat(miner.read()).contains("\"id\":2,\"result\":true");
        return new Greeted(subscribed.group(1), subscribed.group(2));
    }

    private static NotifiedWork work(TestMiner miner) throws Exception {
        return new NotifiedWork(miner.readUntil("\"method\":\"mining.notify\""));
    }

    private static String share(Greeted greeted, NotifiedWork work, int from) {
        int nonce = work.nonce(greeted.extranonce1() + EXTRANONCE2, 0, 0.00001, from);
        return "{\"id\":9,\"method\":\"mining.submit\",\"params\":[\"" + USER + "\",\"" + work.jobId() + "\",\""
                + EXTRANONCE2 + "\",\"" + work.ntime() + "\",\"" + Integer.toHexString(nonce) + "\"]}";
    }

    private static String answer(TestMiner miner, String line) throws Exception {
        return miner.send(line).readUntil("\"id\":9");
    }

    /** What a miner that has gone had. */
    private record Gone(Greeted greeted, NotifiedWork work) {}

    /** A miner whose share from 0 on is accepted, and that then loses its connection. */
    private static Gone mineAndGo(TestPool pool) throws Exception {
        Gone gone;
        try (TestMiner miner = pool.connect()) {
            gone = new Gone(greet(miner, null, "d=0.00001"), work(miner));
            assertThat(answer(miner, share(gone.greeted(), gone.work(), 0))).contains("true");
        }
        pool.awaitConnections(0);
        return gone;
    }

    private static void drain(TestPool pool) throws Exception {
        pool.server.drain().get(30, TimeUnit.SECONDS);
    }

    private TestPool restarted(TestPool before) throws Exception {
        new WorkFile(directory).save(before.jobs, before.sessions, before.clock.millis(), before.steadyMillis());
        TestPool after = new TestPool(TestPool.Settings.usual(), before.millis.get() + 5_000, Target::fromDifficulty);
        assertThat(new WorkFile(directory)
                        .load(after.jobs, after.sessions, after.coinbases, after.clock.millis(), after.steadyMillis()))
                .isEqualTo(1);
        return after;
    }

    @Test
    void goesOnAfterALostConnection() throws Exception {
        try (TestPool pool = new TestPool()) {
            pool.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 3));
            Gone gone = mineAndGo(pool);
            Greeted first = gone.greeted();
            NotifiedWork work = gone.work();
            try (TestMiner thief = pool.connect()) {
                String other =
                        first.session().substring(0, 23) + (first.session().endsWith("0") ? '1' : '0');
                assertThat(greet(thief, other, "x").extranonce1()).isNotEqualTo(first.extranonce1());
            }
            try (TestMiner again = pool.connect()) {
                assertThat(greet(again, first.session(), "x")).isEqualTo(first);
                assertThat(again.readUntil("set_difficulty")).contains("[0.00001]");
                assertThat(work(again).clean()).as("its work is still good").isFalse();
                assertThat(answer(again, share(first, work, 0))).contains("Duplicate share");
                assertThat(answer(again, share(first, work, 1 << 24))).contains("true");
            }
        }
    }

    private static void subscribeOnly(TestPool pool, Greeted greeted) throws Exception {
        try (TestMiner half = pool.connect()) {
            half.send("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"x\",\"" + greeted.session() + "\"]}");
            assertThat(half.readUntil("\"id\":1")).contains(greeted.extranonce1());
        }
        pool.awaitConnections(0);
    }

    @Test
    void goesOnAfterAConnectionThatWasLostBeforeItAuthorized() throws Exception {
        try (TestPool pool = new TestPool()) {
            pool.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 3));
            Gone gone = mineAndGo(pool);
            Greeted first = gone.greeted();
            NotifiedWork work = gone.work();
            subscribeOnly(pool, first);
            subscribeOnly(pool, first);
            try (TestMiner again = pool.connect()) {
                assertThat(greet(again, first.session(), "x")).isEqualTo(first);
                assertThat(again.readUntil("set_difficulty")).contains("[0.00001]");
                assertThat(answer(again, share(first, work, 0))).contains("Duplicate share");
                assertThat(answer(again, share(first, work, 1 << 24))).contains("true");
            }
        }
    }

    @Test
    void keepsASessionForTenMinutesHoweverOftenItIsOnlyAskedFor() throws Exception {
        try (TestPool pool = TestPool.inItsOwnTime(TestPool.Settings.draining(NO_TIME))) {
            pool.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 3));
            Greeted first = mineAndGo(pool).greeted();
            pool.millis.addAndGet(Sessions.KEPT_MILLIS);
            pool.feed.accept(Templates.of(101, "next tip", Templates.HARD_BITS, 3));
            mineAndGo(pool);
            subscribeOnly(pool, first);
            pool.millis.addAndGet(1);
            assertThat(pool.sessions.claim(first.session(), pool.steadyMillis()))
                    .isNull();
        }
    }

    @Test
    void asksForNoLessThanMarketplacesTakeWhenASessionGoesOnAtThePortForThem() throws Exception {
        try (TestPool before = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner plain = before.connect()) {
            before.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 3));
            Greeted greeted = greet(plain, null, "fd=2000");
            assertThat(plain.readUntil("set_difficulty")).contains("[2000]");
            drain(before);
            try (TestPool after = restarted(before);
                    TestMiner rented = new TestMiner(after.server.rentedPort())) {
                after.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 8));
                assertThat(greet(rented, greeted.session(), "x")).isEqualTo(greeted);
                assertThat(rented.readUntil("set_difficulty")).contains("[524288]");
            }
        }
    }

    @Test
    void asksForWhatWasAskedForWhenARentedSessionGoesOnAtThePlainPort() throws Exception {
        try (TestPool before = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner rented = new TestMiner(before.server.rentedPort())) {
            before.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 3));
            Greeted greeted = greet(rented, null, "fd=2000");
            assertThat(rented.readUntil("set_difficulty")).contains("[524288]");
            drain(before);
            try (TestPool after = restarted(before);
                    TestMiner plain = after.connect()) {
                after.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 8));
                assertThat(greet(plain, greeted.session(), "fd=2000")).isEqualTo(greeted);
                assertThat(plain.readUntil("set_difficulty")).contains("[2000]");
            }
        }
    }

    @Test
    void keepsWhatThePasswordSaidOverARestart() throws Exception {
        try (TestPool before = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner miner = before.connect()) {
            before.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 3));
            Greeted greeted = greet(miner, null, "d=2000");
            assertThat(miner.readUntil("set_difficulty")).contains("[2000]");
            drain(before);
            try (TestPool after = restarted(before);
                    TestMiner again = after.connect()) {
                after.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 8));
                again.send(
                        "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"cgminer/4.12.1\",\""
                                + greeted.session() + "\"]}",
                        "{\"id\":2,\"method\":\"mining.suggest_difficulty\",\"params\":[1000]}",
                        "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"x\"]}");
                assertThat(again.readUntil("set_difficulty")).contains("[2000]");
            }
        }
    }

    @Test
    void takesSharesWhileItDrainsAndNoNewConnections() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner miner = pool.connect()) {
            pool.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 0));
            Greeted greeted = greet(miner, null, "d=0.00001");
            NotifiedWork work = work(miner);
            CompletableFuture<Void> drained = pool.server.drain();
            assertThat(miner.read()).isEqualTo("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[]}");
            assertThat(answer(miner, share(greeted, work, 0))).contains("true");
            try (TestMiner late = pool.connect()) {
                assertThat(late.read()).isNull();
            }
            miner.close();
            drained.get(30, TimeUnit.SECONDS);
            assertThat(pool.sessions.parked(pool.steadyMillis())).hasSize(1);
        }
    }

    @Test
    void keepsTheSessionOfAMinerThatGoesWhenItIsAskedToConnectAnew() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner miner = pool.connect()) {
            pool.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 0));
            greet(miner, null, "d=0.00001");
            var unused = work(miner);
            CompletableFuture<Void> drained = pool.server.drain();
            assertThat(miner.read()).contains("client.reconnect");
            miner.close();
            drained.get(30, TimeUnit.SECONDS);
            assertThat(pool.sessions.parked(pool.steadyMillis())).hasSize(1);
        }
    }

    @Test
    void countsASharesOfAJobOfBeforeTheRestart() throws Exception {
        try (TestPool before = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner miner = before.connect()) {
            before.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 7));
            Greeted greeted = greet(miner, null, "d=0.00001");
            NotifiedWork work = work(miner);
            String known = share(greeted, work, 0);
            assertThat(answer(miner, known)).contains("true");
            drain(before);
            assertThat(miner.read()).contains("client.reconnect");
            assertThat(miner.read()).isNull();
            try (TestPool after = restarted(before);
                    TestMiner again = after.connect()) {
                assertThat(greet(again, greeted.session(), "x")).isEqualTo(greeted);
                assertThat(answer(again, known)).contains("Duplicate share");
                assertThat(answer(again, share(greeted, work, 1 << 24))).contains("true");
                after.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 8));
                NotifiedWork next = work(again);
                assertThat(next.clean()).isFalse();
                assertThat(next.jobId()).isNotEqualTo(work.jobId());
                assertThat(answer(again, share(greeted, work, 1 << 25))).contains("true");
                assertThat(answer(again, share(greeted, next, 0))).contains("true");
                after.feed.accept(Templates.of(101, "next tip", Templates.HARD_BITS, 0));
                assertThat(work(again).clean()).isTrue();
                after.millis.addAndGet(60_000);
                assertThat(answer(again, share(greeted, work, 1 << 26))).contains("Stale");
            }
        }
    }

    @Test
    void findsABlockOnAJobOfBeforeTheRestart() throws Exception {
        try (TestPool before = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner miner = before.connect()) {
            before.feed.accept(Templates.of(100, "tip", Templates.EASY_BITS, 7));
            Greeted greeted = greet(miner, null, "x");
            NotifiedWork work = work(miner);
            drain(before);
            try (TestPool after = restarted(before);
                    TestMiner again = after.connect()) {
                greet(again, greeted.session(), "x");
                assertThat(answer(again, share(greeted, work, 0))).contains("true");
                WinningShare block = after.winning.poll(20, TimeUnit.SECONDS);
                assertThat(block).isNotNull();
                assertThat(block.job().template().block().transactions()).hasSize(7);
                assertThat(block.paid().note())
                        .isEqualTo(before.jobs
                                .onTip()
                                .getLast()
                                .coinbaseFor(TestPool.MINER)
                                .note());
            }
        }
    }

    @Test
    void findsABlockOnAJobOfBeforeTheRestartAlsoBeforeItIsAuthorized() throws Exception {
        try (TestPool before = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner miner = before.connect()) {
            before.feed.accept(Templates.of(100, "tip", Templates.EASY_BITS, 7));
            Greeted greeted = greet(miner, null, "x");
            NotifiedWork work = work(miner);
            drain(before);
            try (TestPool after = restarted(before);
                    TestMiner again = after.connect()) {
                again.send(
                        "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"x\",\"" + greeted.session() + "\"]}");
                assertThat(answer(again, share(greeted, work, 0))).contains("Unauthorized worker");
                WinningShare block = after.winning.poll(20, TimeUnit.SECONDS);
                assertThat(block).isNotNull();
                assertThat(block.owner()).isEqualTo(TestPool.MINER);
                assertThat(after.accounting.tally().accepted()).isZero();
            }
        }
    }

    @Test
    void gatesTheSessionToItsKey() throws Exception {
        try (TestPool pool = new TestPool()) {
            pool.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 0));
            Gone gone = mineAndGo(pool);
            Greeted first = gone.greeted();
            NotifiedWork work = gone.work();
            try (TestMiner other = pool.connect()) {
                other.send(
                        "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"x\",\"" + first.session() + "\"]}",
                        "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestPool.OPERATOR.hex() + "\"]}");
                assertThat(other.readUntil("set_difficulty")).isNotNull();
                assertThat(work(other).clean()).isTrue();
                assertThat(answer(other, share(first, work, 1 << 24))).doesNotContain("true");
            }
        }
    }

    @Test
    void forgetsASessionAfterTenMinutesWhateverTheClockIsSetTo() throws Exception {
        try (TestPool pool = TestPool.inItsOwnTime(TestPool.Settings.draining(NO_TIME));
                TestMiner miner = pool.connect()) {
            pool.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 0));
            Greeted greeted = greet(miner, null, "x");
            var unused = work(miner);
            drain(pool);
            pool.setClock(Duration.ofDays(9_000));
            pool.millis.addAndGet(Sessions.KEPT_MILLIS);
            assertThat(pool.sessions.parked(pool.steadyMillis())).hasSize(1);
            pool.millis.addAndGet(1);
            assertThat(pool.sessions.claim(greeted.session(), pool.steadyMillis()))
                    .isNull();
            assertThat(pool.extranonces.leased()).isZero();
        }
    }

    @Test
    void knowsTheSessionsOfBeforeTheRestartAlsoWithAClockThatIsBehind() throws Exception {
        try (TestPool before = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner miner = before.connect()) {
            before.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 0));
            Greeted greeted = greet(miner, null, "d=0.00001");
            NotifiedWork work = work(miner);
            drain(before);
            new WorkFile(directory).save(before.jobs, before.sessions, before.clock.millis(), before.steadyMillis());
            try (TestPool after = new TestPool(
                            TestPool.Settings.usual(),
                            before.millis.get() - Duration.ofDays(9_000).toMillis());
                    TestMiner again = after.connect()) {
                assertThat(new WorkFile(directory)
                                .load(
                                        after.jobs,
                                        after.sessions,
                                        after.coinbases,
                                        after.clock.millis(),
                                        after.steadyMillis()))
                        .isEqualTo(1);
                assertThat(greet(again, greeted.session(), "x")).isEqualTo(greeted);
                assertThat(answer(again, share(greeted, work, 0))).contains("true");
            }
        }
    }

    @Test
    void takesNothingFromAFileThatIsTooOld() throws Exception {
        try (TestPool before = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner miner = before.connect()) {
            before.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 0));
            var unused = greet(miner, null, "x");
            var given = work(miner);
            assertThat(given.jobId()).isNotEmpty();
            drain(before);
            long now = before.clock.millis();
            WorkFile file = new WorkFile(directory);
            file.save(before.jobs, before.sessions, now, before.steadyMillis());
            long late = now + Sessions.KEPT_MILLIS + 1;
            assertThat(file.load(before.jobs, before.sessions, before.coinbases, late, before.steadyMillis()))
                    .isZero();
        }
    }

    @Test
    void refusesADamagedFileAndTakesNothingFromIt() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.draining(NO_TIME));
                TestMiner miner = pool.connect();
                TestPool after = new TestPool()) {
            pool.feed.accept(Templates.of(100, "tip", Templates.HARD_BITS, 2));
            var unused = greet(miner, null, "x");
            drain(pool);
            WorkFile file = new WorkFile(directory);
            file.save(pool.jobs, pool.sessions, pool.clock.millis(), pool.steadyMillis());
            Path path = directory.resolve(WorkFile.NAME);
            byte[] bytes = Files.readAllBytes(path);
            for (int at : List.of(0, bytes.length / 2, bytes.length - 1)) {
                byte[] broken = bytes.clone();
                broken[at] ^= 1;
                Files.write(path, broken);
                assertThatThrownBy(() -> file.load(
                                after.jobs,
                                after.sessions,
                                after.coinbases,
                                after.clock.millis(),
                                after.steadyMillis()))
                        .isInstanceOf(MalformedBytesException.class)
                        .hasMessageContaining(WorkFile.NAME);
            }
            assertThat(after.jobs.size()).isZero();
            assertThat(file.setAside()).exists();
        }
    }
}
