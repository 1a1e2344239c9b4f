package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The feeds over the embedded L1. */
class DevnetNodesTest extends NodesContract {
    @Override
    NodeFixture startNode() {
        return DevnetFixture.start();
    }

    @Test
    void movesToTheNextNodeWhenTheFirstIsGone() throws InterruptedException {
        try (DevnetFixture first = DevnetFixture.start();
                Nodes nodes =
                        watching(settings(node.chain(), Duration.ofMillis(50), first.endpoint(), node.endpoint()))) {
            // Whichever answers first gives the first work; the first node named leads as soon as it has answered.
            while (!nodes.state().node().equals(first.url().getAuthority())) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            first.close();
            awaitTemplateOn(node.generate(1).getFirst());
            assertThat(nodes.state().node()).isEqualTo(node.url().getAuthority());
        }
    }
}
