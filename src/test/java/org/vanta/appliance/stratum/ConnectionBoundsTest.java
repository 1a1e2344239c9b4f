package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
        String ping = "{\"id\":\"" + "x".repeat(60) + "\",\"method\":\"mining.ping\"}\n";
        byte[] pings = ping.repeat(2000).getBytes(StandardCharsets.UTF_8);
        try (TestPool pool = new TestPool();
                TestMiner deaf = pool.connect()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            deaf.sendRaw(pings);
                        }
                    })
                    .as("closed long before 170 MB of answers were kept for it")
                    .isInstanceOf(IOException.class);
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
