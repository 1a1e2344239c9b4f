package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.job.JobFeed;

/** Goal: no work on a block that L1 has long left behind. Method: nodes that lack blocks or fail, behind real sockets. */
class CatchingUpTest {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String TIP = "00".repeat(31) + "01";

    private final BlockingQueue<BlockTemplate> templates = new LinkedBlockingQueue<>();
    private volatile int headers = 200;

    private static NodeSettings settings(NodeEndpoint... endpoints) {
        return new NodeSettings(List.of(endpoints), "devnet", OFTEN, LONG, LONG, LONG);
    }

    private FakeNode atHeight(int blocks) {
        return new FakeNode((socket, request) -> {
            String result;
            if (request.contains("getblockchaininfo")) {
                result = "{\"chain\":\"devnet\",\"blocks\":" + blocks + ",\"headers\":" + headers
                        + ",\"bestblockhash\":\"" + TIP + "\",\"initialblockdownload\":false}";
            } else if (request.contains("getbestblockhash")) {
                result = '"' + TIP + '"';
            } else {
                FakeNode.write(
                        socket,
                        500,
                        "{\"result\":null,\"error\":{\"code\":-1,\"message\":\"no\"},\"id\":" + FakeNode.id(request)
                                + "}");
                return;
            }
            FakeNode.write(
                    socket, 200, "{\"id\":" + FakeNode.id(request) + ",\"error\":null,\"result\":" + result + "}");
        });
    }

    private static NodeEndpoint endpoint(FakeNode node) {
        return new NodeEndpoint(node.url(), new Credentials.Password("a", "b"), Optional.empty());
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(deadline - System.nanoTime()).as("time left").isPositive();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static boolean says(NodeState state, String words) {
        return state.failure().filter(sentence -> sentence.contains(words)).isPresent();
    }

    @Test
    void takesNoWorkFromANodeThatLacksBlocksButReadsTheChainFromIt() throws InterruptedException {
        try (FakeNode fake = atHeight(100);
                Nodes nodes = new Nodes(settings(endpoint(fake)))) {
            BlockingQueue<ChainTip> tips = new LinkedBlockingQueue<>();
            nodes.start(tips::add, templates::add);
            assertThat(tips.poll(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(nodes.state().givesWork()).isFalse();
            assertThat(nodes.state().connected()).isTrue();
            assertThat(says(nodes.state(), "is catching up: block 100 of 200")).isTrue();
            assertThat(nodes.tip()).isInstanceOf(NodeReply.Ok.class);
            assertThat(fake.requests).noneMatch(request -> request.contains("getblocktemplate"));

            headers = 100 + Node.LACKED_MAX;
            await(() -> !says(nodes.state(), "catching up"));
        }
    }

    @Test
    void noticesThatABestBlockThatStandsStillIsBehindByNow() throws InterruptedException {
        headers = 100;
        try (FakeNode fake = atHeight(100);
                Node node = new Node(endpoint(fake), settings(endpoint(fake)));
                TipFeed feed =
                        new TipFeed(node, OFTEN, new TipCheck(List.of(node)), () -> {}, Duration.ofMillis(200))) {
            feed.start();
            await(() -> node.state().givesWork());
            headers = 100 + Node.LACKED_MAX + 1;
            await(() -> says(node.state(), "is catching up: block 100 of 104"));
            headers = 100;
            await(() -> node.state().givesWork());
        }
    }

    @Test
    void keepsTheWorkForAWhileWhenOnlyANodeWithALowerTipIsLeft() throws Exception {
        try (DevnetFixture lower = DevnetFixture.start();
                DevnetFixture higher = DevnetFixture.start();
                NodeDoor first = new NodeDoor(lower);
                NodeDoor second = new NodeDoor(higher);
                Nodes nodes = new Nodes(settings(first.endpoint(), second.endpoint()), Duration.ofSeconds(5))) {
            lower.generate(1);
            higher.generate(3);
            nodes.start(_ -> {}, templates::add);
            BlockTemplate template = templates.poll(60, TimeUnit.SECONDS);
            while (template != null && template.height() != 4) {
                template = templates.poll(60, TimeUnit.SECONDS);
            }
            assertThat(template).isNotNull();
            templates.clear();
            long failedAt = System.nanoTime();
            second.refuseTemplates();
            await(() -> says(nodes.states().getLast(), "(-9)"));
            assertThat(nodes.state().givesWork())
                    .as("the lower one does not lead yet")
                    .isFalse();
            BlockTemplate older = templates.poll(60, TimeUnit.SECONDS);
            assertThat(older).isNotNull();
            assertThat(older.height()).isEqualTo(2);
            assertThat(System.nanoTime() - failedAt)
                    .isGreaterThan(Duration.ofSeconds(5).toNanos());
        }
    }

    @Test
    void takesTheWorkOfAnotherNodeAtOnceWhenItHasAsGoodATip() throws Exception {
        try (DevnetFixture l1 = DevnetFixture.start();
                NodeDoor first = new NodeDoor(l1);
                NodeDoor second = new NodeDoor(l1);
                Nodes nodes = new Nodes(settings(first.endpoint(), second.endpoint()), Duration.ofHours(1))) {
            l1.generate(1);
            nodes.start(_ -> {}, templates::add);
            await(() -> nodes.states().stream().allMatch(NodeState::givesWork));
            assertThat(templates.poll(60, TimeUnit.SECONDS)).isNotNull();
            NodeDoor leading = nodes.state().equals(nodes.states().getFirst()) ? first : second;
            leading.refuseTemplates();
            await(() -> nodes.states().stream().anyMatch(state -> says(state, "(-9)")));
            assertThat(nodes.state().givesWork()).isTrue();
        }
    }

    @Test
    void changesToOlderWorkBeforeThePresentOneRunsOut() {
        assertThat(Nodes.OLDER_WORK_AFTER)
                .isLessThan(Duration.ofMillis(JobFeed.TEMPLATE_MILLIS_MAX).minusSeconds(10));
    }
}
