package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The feeds over a real node, which adds ZMQ and a cookie that changes. */
class BitcoindNodesTest extends NodesContract {
    @Override
    NodeFixture startNode() {
        return LocalBitcoind.start();
    }

    @Test
    void hearsOfANewBlockByZmq() throws InterruptedException {
        try (Nodes _ = watching(settings(node.chain(), Duration.ofHours(1), node.endpoint()))) {
            next(templates);
            next(tips);
            // With polls an hour apart only ZMQ can tell of a tip; the first blocks may fall before its subscription.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            do {
                awaitTemplateOn(node.generate(1).getFirst());
            } while (tips.poll(100, TimeUnit.MILLISECONDS) == null && System.nanoTime() < deadline);
            awaitTip(node.generate(1).getFirst());
        }
    }

    @Test
    void findsTheNodeAgainAfterItsRestartWithANewCookie() throws InterruptedException {
        LocalBitcoind real = (LocalBitcoind) node;
        try (Nodes nodes = watching(settings(node.chain(), Duration.ofMillis(50), node.endpoint()))) {
            next(templates);
            real.stop();
            while (nodes.state().givesWork()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(nodes.state().failure()).isPresent();
            templates.clear();
            real.restart();
            next(templates);
            awaitTemplateOn(node.generate(1).getFirst());
            assertThat(nodes.state().givesWork()).isTrue();
        }
    }
}
