package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.template.Templates;

/** Goal: who has not authorized keeps no miner waiting, and a miner loses nothing on its way. Method: a whole server, real sockets. */
class NewcomersTest {
    private static final String PING = "{\"id\":%d,\"method\":\"mining.ping\",\"params\":[]}";
    private static final int ROUNDS = 30;
    private static final int MINERS = 24;
    private static final double HOLDING_DIFFICULTY = 4_242;

    private static String subscribe() {
        return "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"x\"]}";
    }

    private static String authorize(String password) {
        return "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestPool.MINER.hex() + "\",\"" + password
                + "\"]}";
    }

    @Test
    void keepNoMinerWaiting() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TestPool pool = new TestPool(TestPool.Settings.usual(), Templates.TIME * 1000, difficulty -> {
                    if (difficulty == HOLDING_DIFFICULTY) {
                        held.countDown();
                        await(goOn);
                    }
                    return Target.fromDifficulty(difficulty);
                });
                TestMiner first = pool.connect();
                TestMiner second = pool.connect();
                TestMiner newcomer = pool.connect()) {
            pool.feed.accept(Templates.of(1, "tip 1", Templates.HARD_BITS, 0));
            for (TestMiner miner : new TestMiner[] {first, second}) {
                miner.send(subscribe(), authorize("x")).readUntil("mining.notify\",\"params");
            }
            newcomer.send(subscribe(), authorize("d=" + HOLDING_DIFFICULTY));
            await(held);
            pool.feed.accept(Templates.of(2, "tip 2", Templates.HARD_BITS, 0));
            for (TestMiner miner : new TestMiner[] {first, second}) {
                assertThat(miner.readUntil("mining.notify")).contains("true]");
                assertThat(miner.send(PING.formatted(7)).read()).contains("\"id\":7");
            }
            goOn.countDown();
            assertThat(newcomer.readUntil("\"id\":2")).contains("true");
        } finally {
            goOn.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void areAnsweredInOrderWhateverTheySaidAtOnce() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner miner = pool.connect()) {
            pool.feed.accept(Templates.of(1, "tip 1", Templates.HARD_BITS, 0));
            List<String> said = new ArrayList<>(List.of(subscribe(), authorize("x")));
            for (int id = 3; id < 100; id++) {
                said.add(PING.formatted(id));
            }
            miner.sendRaw(String.join("\n", said).getBytes(StandardCharsets.US_ASCII));
            for (int id = 1; id < 99; id++) {
                assertThat(miner.readUntil("\"result\":")).contains("\"id\":" + id + ",");
            }
            assertThat(miner.sendRaw(new byte[] {'\n'}).readUntil("\"result\":"))
                    .as("a line that was cut")
                    .contains("\"id\":99,");
            assertThat(pool.server.miners()).isOne();
        }
    }

    @Test
    void missNoBlockOnTheirWay() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner settled = pool.connect();
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            pool.feed.accept(Templates.of(1, "tip 1", Templates.HARD_BITS, 0));
            String before = previousHash(settled.send(subscribe(), authorize("x")));
            for (int height = 2; height < ROUNDS; height++) {
                CountDownLatch someCame = new CountDownLatch(MINERS / 2);
                CountDownLatch blockCame = new CountDownLatch(1);
                List<Future<?>> all = new ArrayList<>();
                List<String> wanted = new CopyOnWriteArrayList<>();
                for (int i = 0; i < MINERS; i++) {
                    all.add(others.submit(() -> {
                        try (TestMiner miner = pool.connect()) {
                            miner.send(subscribe(), authorize("x"));
                            String first = previousHash(miner);
                            someCame.countDown();
                            await(blockCame);
                            if (!first.equals(wanted.getFirst())) {
                                String line = miner.readUntil(wanted.getFirst());
                                assertThat(line).as("the block before is over").contains("true]");
                            }
                        }
                        return null;
                    }));
                }
                await(someCame);
                pool.feed.accept(Templates.of(height, "tip " + height, Templates.HARD_BITS, 0));
                String now = previousHash(settled);
                assertThat(now).isNotEqualTo(before);
                before = now;
                wanted.add(now);
                blockCame.countDown();
                for (Future<?> one : all) {
                    one.get(60, TimeUnit.SECONDS);
                }
            }
        }
    }

    private static String previousHash(TestMiner miner) throws IOException {
        return new NotifiedWork(miner.readUntil("mining.notify\",\"params")).previousHash();
    }
}
