package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.vanta.appliance.bytes.Hash256;

/** Goal: the feeds follow a node by each way there is. Method: real blocks on a real socket, and waiting for the event. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NodesContract {
    private static final Duration RARE_POLL = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofMillis(50);

    final BlockingQueue<ChainTip> tips = new LinkedBlockingQueue<>();
    final BlockingQueue<BlockTemplate> templates = new LinkedBlockingQueue<>();
    NodeFixture node;

    abstract NodeFixture startNode();

    @BeforeAll
    void start() {
        node = startNode();
        node.generate(1);
    }

    @AfterAll
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    static NodeSettings settings(String chain, Duration poll, NodeEndpoint... endpoints) {
        Duration timeout = Duration.ofSeconds(2);
        return new NodeSettings(List.of(endpoints), chain, poll, timeout, timeout, timeout);
    }

    NodeEndpoint withoutZmq() {
        return new NodeEndpoint(node.url(), node.credentials(), Optional.empty());
    }

    Nodes watching(NodeSettings settings) {
        tips.clear();
        templates.clear();
        Nodes nodes = new Nodes(settings);
        nodes.start(tips::add, templates::add);
        return nodes;
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(20, TimeUnit.SECONDS);
        assertThat(element).as("an event within 20 s").isNotNull();
        return element;
    }

    void awaitTemplateOn(Hash256 block) throws InterruptedException {
        BlockTemplate template = next(templates);
        while (!template.previousHash().equals(block)) {
            template = next(templates);
        }
    }

    void awaitTip(Hash256 block) throws InterruptedException {
        ChainTip tip = next(tips);
        while (!tip.hash().equals(block)) {
            tip = next(tips);
        }
    }

    @Test
    void hearsOfANewBlockByLongPollAlone() throws InterruptedException {
        try (Nodes _ = watching(settings(node.chain(), RARE_POLL, withoutZmq()))) {
            next(templates);
            for (int i = 0; i < 5; i++) {
                awaitTemplateOn(node.generate(1).getFirst());
            }
        }
    }

    @Test
    void tellsEachTipInOrderAndEachTemplateOnce() throws InterruptedException {
        try (Nodes nodes = watching(settings(node.chain(), OFTEN, withoutZmq()))) {
            BlockTemplate first = next(templates);
            assertThat(next(tips).hash()).isEqualTo(first.previousHash());
            for (int i = 0; i < 3; i++) {
                Hash256 block = node.generate(1).getFirst();
                assertThat(next(templates).previousHash()).isEqualTo(block);
                assertThat(next(tips).hash()).isEqualTo(block);
            }
            assertThat(nodes.state().givesWork()).isTrue();
            assertThat(nodes.tipAge()).isPresent();
            assertThat(templates).isEmpty();
        }
    }

    @Test
    void followsAReorganization() throws InterruptedException {
        try (Nodes _ = watching(settings(node.chain(), OFTEN, withoutZmq()))) {
            Hash256 before = next(tips).hash();
            Hash256 gone = node.generate(1).getFirst();
            awaitTip(gone);
            awaitTemplateOn(gone);
            node.invalidate(gone);
            awaitTip(before);
            awaitTemplateOn(before);
        }
    }

    @Test
    void takesWorkFromANodeWhoseBlocksWereInvalidated() throws InterruptedException {
        try (Nodes nodes = watching(settings(node.chain(), OFTEN, withoutZmq()))) {
            Hash256 before = next(tips).hash();
            List<Hash256> gone = node.generate(2 * Node.LACKED_MAX);
            awaitTip(gone.getLast());
            awaitTemplateOn(gone.getLast());
            node.invalidate(gone.getFirst());
            awaitTip(before);
            awaitTemplateOn(before);
            assertThat(nodes.state().givesWork()).isTrue();
            node.generate(1);
        }
    }

    @Test
    void takesNoWorkFromANodeOfAnotherChain() throws InterruptedException {
        try (Nodes nodes = watching(settings("main", OFTEN, withoutZmq()))) {
            while (!nodes.state().connected()
                    && nodes.states().getFirst().chain().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(nodes.state().failure())
                    .hasValueSatisfying(sentence -> assertThat(sentence)
                            .contains("chain \"" + node.chain() + "\"")
                            .contains("VANTA_NETWORK"));
            node.generate(1);
            assertThat(nodes.tip()).isInstanceOf(NodeReply.Failed.class);
            assertThat(templates).isEmpty();
            assertThat(tips).isEmpty();
        }
    }

    @Test
    void givesABlockToEveryNodeAndTakesWorkFromTheFirstThatHasSome() throws InterruptedException {
        try (DevnetFixture other = DevnetFixture.start();
                FakeNode broken = new FakeNode(FakeNode.answering(500, "no node"));
                Nodes nodes = watching(settings(
                        node.chain(),
                        OFTEN,
                        new NodeEndpoint(broken.url(), new Credentials.Password("a", "b"), Optional.empty()),
                        withoutZmq(),
                        other.endpoint()))) {
            // The last node may have answered first; the middle one leads once it has.
            Hash256 tip = Hash256.fromDisplayHex(node.rpc("getbestblockhash").asText());
            BlockTemplate template = next(templates);
            while (!template.previousHash().equals(tip)) {
                template = next(templates);
            }
            assertThat(nodes.state().node()).isEqualTo(node.url().getAuthority());
            byte[] block = TestBlocks.solved(TestBlocks.unsolved(template)).toBytes();
            List<SubmitResult> results = nodes.submitBlock(block);
            assertThat(results.get(0)).isInstanceOf(SubmitResult.Unanswered.class);
            assertThat(results.get(1)).isInstanceOf(SubmitResult.Accepted.class);
            assertThat(results.get(2)).isEqualTo(new SubmitResult.Inconclusive("prev-blk-not-found"));
            assertThat(nodes.states().getFirst().failure()).isPresent();
        }
    }

    @Test
    void takesTheWorkFromTheNodeWithTheBestTip() throws InterruptedException {
        try (NodeFixture other = startNode();
                Nodes nodes = watching(settings(node.chain(), OFTEN, withoutZmq(), other.endpoint()))) {
            awaitTemplateOn(tipOf(node));
            assertThat(nodes.state().node()).isEqualTo(node.url().getAuthority());
            int ahead = node.rpc("getblockcount").asInt()
                    - other.rpc("getblockcount").asInt()
                    + 1;
            Hash256 better = other.generate(ahead).getLast();
            awaitTemplateOn(better);
            assertThat(nodes.state().node()).isEqualTo(other.url().getAuthority());
            awaitTemplateOn(node.generate(2).getLast());
            assertThat(nodes.state().node()).isEqualTo(node.url().getAuthority());
        }
    }

    @Test
    void readsTheChainFromTheNodeWithTheBestTipWhateverItsTemplates() throws Exception {
        try (DevnetFixture lagging = DevnetFixture.start();
                DevnetFixture ahead = DevnetFixture.start();
                NodeDoor first = new NodeDoor(lagging);
                NodeDoor second = new NodeDoor(ahead);
                Nodes nodes = new Nodes(
                        settings(lagging.chain(), OFTEN, first.endpoint(), second.endpoint()), Duration.ZERO)) {
            lagging.generate(5);
            Hash256 tip = ahead.generate(10).getLast();
            tips.clear();
            templates.clear();
            nodes.start(tips::add, templates::add);
            awaitTip(tip);
            awaitTemplateOn(tip);
            second.refuseTemplates();
            awaitFailure(nodes, 1, "(-9)");
            assertThat(tipOf(nodes).hash()).as("with the second refusing").isEqualTo(tip);
            first.refuseTemplates();
            lagging.generate(1);
            awaitFailure(nodes, 0, "(-9)");
            assertThat(tipOf(nodes).hash()).as("with both refusing").isEqualTo(tip);
            assertThat(tips).isEmpty();
        }
    }

    private static ChainTip tipOf(Nodes nodes) {
        return nodes.tip() instanceof NodeReply.Ok<ChainTip>(ChainTip tip) ? tip : new ChainTip(-1, Hash256.ZERO);
    }

    private static void awaitFailure(Nodes nodes, int index, String words) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (nodes.states()
                .get(index)
                .failure()
                .filter(sentence -> sentence.contains(words))
                .isEmpty()) {
            assertThat(deadline - System.nanoTime()).as("%s", nodes.states()).isPositive();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void leavesANodeWhoseTemplatesAreOfNoUse() throws InterruptedException {
        try (NodeFixture other = startNode();
                Nodes nodes = new Nodes(settings(node.chain(), OFTEN, withoutZmq(), other.endpoint()))) {
            templates.clear();
            Hash256 refused = tipOf(node);
            nodes.start(_ -> {}, template -> {
                if (template.previousHash().equals(refused)) {
                    throw new IllegalArgumentException("no coinbase fits");
                }
                templates.add(template);
            });
            awaitTemplateOn(tipOf(other));
            while (nodes.states()
                    .getFirst()
                    .failure()
                    .filter(sentence -> sentence.contains("no coinbase fits"))
                    .isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(nodes.state().node()).isEqualTo(other.url().getAuthority());
            awaitTemplateOn(node.generate(1).getLast());
        }
    }

    @Test
    void believesNoTipWithoutProofOfWork() throws InterruptedException {
        String claimed = "00".repeat(31) + "01";
        try (FakeNode liar = new FakeNode((socket, request) -> FakeNode.write(
                        socket,
                        200,
                        "{\"id\":" + FakeNode.id(request) + ",\"error\":null,\"result\":"
                                + (request.contains("getblockheader")
                                        ? '"'
                                                + node.rpc(
                                                                "getblockheader",
                                                                tipOf(node).displayHex(),
                                                                false)
                                                        .asText()
                                                + '"'
                                        : "{\"chain\":\"" + node.chain() + "\",\"blocks\":999999,\"headers\":999999,"
                                                + "\"bestblockhash\":\"" + claimed
                                                + "\",\"initialblockdownload\":false}")
                                + "}"));
                Nodes nodes = watching(settings(
                        node.chain(),
                        OFTEN,
                        withoutZmq(),
                        new NodeEndpoint(liar.url(), new Credentials.Password("a", "b"), Optional.empty())))) {
            awaitTemplateOn(tipOf(node));
            while (nodes.states()
                    .getLast()
                    .failure()
                    .filter(sentence -> sentence.contains("proof of work"))
                    .isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            awaitTemplateOn(node.generate(1).getLast());
            assertThat(nodes.state().node()).isEqualTo(node.url().getAuthority());
        }
    }

    private static Hash256 tipOf(NodeFixture fixture) {
        return Hash256.fromDisplayHex(fixture.rpc("getbestblockhash").asText());
    }
}
