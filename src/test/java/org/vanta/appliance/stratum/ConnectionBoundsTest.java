package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.template.Templates;

/** What a connection can cost, over real sockets. */
class ConnectionBoundsTest {
    @Test
    void closesConnectionsAboveTheBoundAndTakesNewOnesWhenThereIsRoom() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.bounded(2));
                TestMiner first = pool.connect();
                TestMiner second = pool.connect()) {
            assertThat(first.send("{\"id\":1,\"method\":\"mining.ping\"}").read())
                    .contains("pong");
            assertThat(second.send("{\"id\":1,\"method\":\"mining.ping\"}").read())
                    .contains("pong");
            assertThat(pool.server.connections()).isEqualTo(2);
            try (TestMiner third = pool.connect()) {
                assertThat(third.read()).isNull();
            }
            first.close();
            assertThat(pingedUntilAnswered(pool)).contains("pong");
        }
    }

    /** The server hears of a closed socket a moment later, so asks until there is room. */
    private static String pingedUntilAnswered(TestPool pool) throws Exception {
        while (true) {
            try (TestMiner miner = pool.connect()) {
                String answer =
                        miner.send("{\"id\":1,\"method\":\"mining.ping\"}").read();
                if (answer != null) {
                    return answer;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
            }
        }
    }

    @Test
    void dropsAReaderThatNeverReads() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner deaf = pool.connect()) {
            pool.feed.accept(Templates.of(1, "tip 1", Templates.HARD_BITS, 0));
            deaf.send(
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}",
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestPool.MINER.hex() + "\",\"x\"]}");
            deaf.readUntil("mining.notify\",\"params");
            for (int height = 2; pool.server.connections() > 0; height++) {
                assertThat(height)
                        .as("closed long before so many jobs were kept for it")
                        .isLessThan(100_000);
                pool.feed.accept(Templates.of(height, "tip " + height, Templates.HARD_BITS, 0));
            }
        }
    }

    @Test
    void readsNoFurtherWhatOneSaysWithoutEndAndKeepsIt() throws Exception {
        byte[] pings = "{\"id\":1,\"method\":\"mining.ping\"}\n".repeat(2_000).getBytes(StandardCharsets.UTF_8);
        try (TestPool pool = new TestPool();
                SocketChannel talker = SocketChannel.open(new InetSocketAddress("127.0.0.1", pool.server.port()))) {
            talker.configureBlocking(false);
            ByteBuffer said = ByteBuffer.wrap(pings);
            while (talker.write(said) > 0) {
                if (!said.hasRemaining()) {
                    said.clear();
                }
            }
            try (TestMiner other = pool.connect()) {
                assertThat(other.send("{\"id\":7,\"method\":\"mining.ping\"}").read())
                        .contains("\"id\":7");
                assertThat(pool.server.connections()).isEqualTo(2);
            }
        }
    }

    @Test
    void letsMinersGoToTheirFallbackWhenTheNodeIsSilent() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner miner = pool.connect()) {
            pool.feed.accept(Templates.of(1, "tip", Templates.HARD_BITS, 0));
            pool.feed.start();
            miner.send("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"cpuminer/2.5.1\"]}");
            assertThat(miner.read()).contains("mining.notify");
            pool.millis.addAndGet(JobFeed.TEMPLATE_MILLIS_MAX + 1);
            assertThat(miner.read()).contains("client.show_message");
            assertThat(miner.read()).isNull();
            try (TestMiner late = pool.connect()) {
                assertThat(late.read()).isNull();
            }
        }
    }
}
