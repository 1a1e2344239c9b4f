package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobListener;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.job.JobTags;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.OutputValue;

/**
 * Goal: whatever the node or a clock went through, there is work afterwards, also when neither the tip nor a transaction is new. Method: the
 * feeds of nodes and jobs together over the embedded L1, behind a door that fails as told.
 */
class WorkRecoveryTest {
    private static final int PATIENCE_SECONDS = 30;
    private static final Duration POLL = Duration.ofMillis(50);

    private final DevnetFixture devnet = DevnetFixture.start();
    private final NodeDoor door = new NodeDoor(devnet);
    private final AtomicLong steppedMillis = new AtomicLong();
    private final AtomicLong pausedNanos = new AtomicLong();
    private final InstantSource clock = () -> InstantSource.system().instant().plusMillis(steppedMillis.get());
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> outages = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Nodes nodes = new Nodes(new NodeSettings(
            List.of(door.endpoint()),
            Network.DEVNET.l1Chain(),
            POLL,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10)));

    WorkRecoveryTest() {
        devnet.generate(1);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        nodes.close();
        door.close();
        devnet.close();
    }

    private JobFeed feed(long refreshMillis, long templateMillisMax) {
        JobFeed feed = new JobFeed(
                new JobStore(),
                new JobTags(1),
                new CoinbaseFactory(Network.DEVNET, PoolSeed.ofBytes(new byte[32]), OutputValue.FULL),
                clock,
                () -> System.nanoTime() + pausedNanos.get(),
                refreshMillis,
                templateMillisMax);
        feed.add(new JobListener() {
            @Override
            public void newJob(Job job) {
                jobs.add(job);
            }

            @Override
            public void noWork() {
                outages.add("no work");
            }
        });
        return feed;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(element).as("an event within " + PATIENCE_SECONDS + " s").isNotNull();
        return element;
    }

    private void pause(long millis) {
        pausedNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void confirmOften(JobFeed feed) {
        var unused = timer.scheduleWithFixedDelay(() -> feed.confirm(nodes.state()), 100, 100, TimeUnit.MILLISECONDS);
    }

    @Test
    void hasWorkAgainWhenTheNodeGivesTheSameTemplateAsBeforeItFailed() throws InterruptedException, IOException {
        try (JobFeed feed = feed(JobFeed.REFRESH_MILLIS, JobFeed.TEMPLATE_MILLIS_MAX)) {
            nodes.start(_ -> {}, feed);
            Job before = next(jobs);
            feed.start();
            next(door.longPolls);
            door.refuseTemplates();
            while (nodes.state().givesWork()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            confirmOften(feed);
            pause(JobFeed.TEMPLATE_MILLIS_MAX + 1);
            next(outages);
            assertThat(nodes.state().failure())
                    .hasValueSatisfying(sentence -> assertThat(sentence).contains("(-9)"));
            door.giveTemplates();
            Job after = next(jobs);
            assertThat(after.previousHash()).isEqualTo(before.previousHash());
            assertThat(after.clean()).isTrue();
        }
    }

    @Test
    void hasWorkAgainAfterAPauseThroughWhichTheNodeStoodWhereItWas() throws InterruptedException {
        try (JobFeed feed = feed(JobFeed.REFRESH_MILLIS, JobFeed.TEMPLATE_MILLIS_MAX)) {
            nodes.start(_ -> {}, feed);
            Job before = next(jobs);
            feed.start();
            next(door.longPolls);
            pause(JobFeed.TEMPLATE_MILLIS_MAX + 1);
            next(outages);
            confirmOften(feed);
            Job after = next(jobs);
            assertThat(after.previousHash()).isEqualTo(before.previousHash());
            assertThat(after.clean()).isTrue();
            assertThat(feed.isExpired()).isFalse();
        }
    }

    @Test
    void keepsItsWorkWhenTheClockIsSet() throws InterruptedException {
        try (JobFeed feed = feed(100, 60_000)) {
            nodes.start(_ -> {}, feed);
            next(jobs);
            long step = Duration.ofDays(365).toMillis();
            steppedMillis.set(step);
            feed.start();
            while (next(jobs).createdMillis() < InstantSource.system().millis() + step / 2) {
                assertThat(outages).isEmpty();
            }
            steppedMillis.set(0);
            while (next(jobs).createdMillis() > InstantSource.system().millis() + step / 2) {
                assertThat(outages).isEmpty();
            }
            assertThat(outages).isEmpty();
        }
    }

    @Test
    void asksAgainWhenAnotherBlockShowsThatTheLongPollIsLost() throws InterruptedException {
        BlockingQueue<BlockTemplate> templates = new LinkedBlockingQueue<>();
        nodes.start(_ -> {}, templates::add);
        next(door.longPolls);
        door.loseHeldLongPolls();
        Hash256 block = devnet.generate(1).getFirst();
        while (!next(templates).previousHash().equals(block)) {}
        assertThat(next(door.longPolls)).contains(block.displayHex());
    }

    @Test
    void asksForTheTemplateNowAndThenBesideALongPollThatStaysSilent() throws InterruptedException {
        BlockingQueue<BlockTemplate> templates = new LinkedBlockingQueue<>();
        NodeSettings settings = new NodeSettings(
                List.of(door.endpoint()),
                Network.DEVNET.l1Chain(),
                POLL,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
        try (Node node = new Node(door.endpoint(), settings);
                TemplateFeed feed = new TemplateFeed(() -> Optional.of(node), templates::add, Duration.ofMillis(200))) {
            feed.start();
            next(templates);
            next(door.longPolls);
            int asked = door.templatesAsked.get();
            while (door.templatesAsked.get() < asked + 3) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(door.longPolls).as("the one that is held stays").isEmpty();
            assertThat(templates).as("no news").isEmpty();
        }
    }

    @Test
    void doesNotHurryANodeThatHoldsNoLongPolls() throws InterruptedException {
        door.neverHoldLongPolls();
        nodes.start(_ -> {}, _ -> {});
        next(door.longPolls);
        while (door.looks.get() < 20) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(door.templatesAsked.get()).isLessThan(20);
    }

    @Test
    void looksOnAfterAFaultOfWhoListensToTheTips() throws InterruptedException {
        BlockingQueue<ChainTip> tips = new LinkedBlockingQueue<>();
        AtomicBoolean failed = new AtomicBoolean();
        BlockingQueue<ChainTip> faults = new LinkedBlockingQueue<>();
        nodes.start(
                tip -> {
                    if (!failed.getAndSet(true)) {
                        faults.add(tip);
                        throw new StackOverflowError("as if");
                    }
                    tips.add(tip);
                },
                _ -> {});
        next(faults);
        Hash256 block = devnet.generate(1).getFirst();
        assertThat(next(tips).hash()).isEqualTo(block);
    }

    @Test
    void goesOnAfterAFaultOfItsOwn() throws InterruptedException {
        BlockingQueue<BlockTemplate> templates = new LinkedBlockingQueue<>();
        AtomicBoolean failed = new AtomicBoolean();
        nodes.start(_ -> {}, template -> {
            if (!failed.getAndSet(true)) {
                throw new StackOverflowError("as if");
            }
            templates.add(template);
        });
        next(templates);
    }
}
