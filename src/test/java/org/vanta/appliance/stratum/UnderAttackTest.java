package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vanta.appliance.bench.Attack;
import org.vanta.appliance.template.Templates;

/** Goal: whatever others do to the port, a miner that is there is answered and gets its work. Method: each attack of the bench, real sockets. */
class UnderAttackTest {
    private static final int CONNECTIONS_MAX = 1_000;
    private static final int PINGS = 200;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Attack.class)
    void anHonestMinerIsAnsweredAndGetsNewWork(Attack attack) throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.shakingHands(
                        CONNECTIONS_MAX, TestPool.Settings.LONG, TestCertificate.in(directory)));
                TestMiner miner = pool.connect()) {
            pool.feed.accept(Templates.of(1, "tip", Templates.HARD_BITS, 0));
            miner.send("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bitaxe\"]}");
            miner.send(
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestPool.MINER.hex() + "\",\"x\"]}");
            miner.readUntil("mining.notify\",\"params");
            CountDownLatch begun = new CountDownLatch(1);
            int port = attack.isOverTls() ? pool.server.tlsPort() : pool.server.port();
            Thread attacker = Thread.ofPlatform().daemon().start(() -> attack(attack, port, begun));
            begun.await();
            for (int i = 0; i < PINGS; i++) {
                miner.send("{\"id\":" + (10 + i) + ",\"method\":\"mining.ping\"}");
                assertThat(miner.readUntil("pong")).contains("\"id\":" + (10 + i));
                assertThat(pool.server.connections()).isLessThanOrEqualTo(CONNECTIONS_MAX);
            }
            pool.feed.accept(Templates.of(2, "next tip", Templates.HARD_BITS, 0));
            assertThat(miner.readUntil("mining.notify\",\"params")).endsWith("true]}");
            attacker.interrupt();
            attacker.join();
        }
    }

    private static void attack(Attack attack, int port, CountDownLatch begun) {
        try {
            attack.run(new InetSocketAddress("127.0.0.1", port), _ -> begun.countDown());
        } catch (IOException e) {
            // It was ended, or the server would not have it: both are as it should be.
            begun.countDown();
        }
    }
}
