package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.job.Extranonces;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.job.JobTags;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.template.Templates;

/** Goal: an error with one miner costs the others of its loop nothing. Method: two of them on a real loop, one without memory for its buffers. */
class EventLoopMinersTest {
    private static final String NEW_BLOCK = "true]}\n";

    /** Has no memory from the moment it is told so. */
    private static final class Outlet implements StratumConnection.Outlet {
        private final StringBuffer sent = new StringBuffer();
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean starved;
        private volatile boolean closed;

        private void need() {
            if (starved) {
                throw new OutOfMemoryError("Cannot reserve bytes of direct buffer memory");
            }
        }

        @Override
        public ByteBuf buffer(int bytes) {
            need();
            return Unpooled.buffer(bytes);
        }

        @Override
        public void send(ByteBuf bytes) {
            sent.append(bytes.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void read(boolean on) {}

        @Override
        public void failed(Throwable fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void close() {
            closed = true;
            ended.countDown();
            need();
        }
    }

    private final AtomicLong millis = new AtomicLong(Templates.TIME * 1000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final JobStore jobs = new JobStore();
    private final JobFeed feed = new JobFeed(jobs, new JobTags(millis.get()), Templates.COINBASES, clock);
    private final Instruments instruments =
            new Instruments(clock, () -> TimeUnit.MILLISECONDS.toNanos(millis.get()), Target::fromDifficulty);
    private final StratumMeters meters = new StratumMeters(new SimpleMeterRegistry());
    private final Admission admission = new Admission(10, 10, 10, meters.registry());
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final SingleThreadEventLoop loop = (SingleThreadEventLoop) loops.next();
    private final EventLoopMiners miners = new EventLoopMiners(
            loop,
            TestPool.Settings.timed(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofHours(2)),
            feed,
            new EventLoopWork(
                    feed,
                    new ShareCheck(jobs, _ -> true),
                    new ShareAccounting(),
                    new Sessions(new byte[32], new Extranonces(1)),
                    jobs,
                    new PayoutRule(TestPool.OPERATOR, true),
                    1024,
                    meters,
                    instruments),
            admission,
            new StratumDoor(Duration.ofSeconds(10), feed, instruments, meters, admission),
            new Passage(ImmediateEventExecutor.INSTANCE, loops, Map.of()));
    private final Outlet first = new Outlet();
    private final Outlet second = new Outlet();

    @BeforeEach
    void start() {
        miners.start();
    }

    @AfterEach
    void stop() {
        miners.stop();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        feed.close();
    }

    private void onLoop(Runnable step) throws Exception {
        loop.submit(step).get(20, TimeUnit.SECONDS);
    }

    private void open(Outlet outlet, String... requests) throws Exception {
        onLoop(() -> {
            StratumConnection connection =
                    new StratumConnection(outlet, miners.clock(), miners.lines(), miners.turns());
            Seat seat = Objects.requireNonNull(
                    Seat.take(null, admission, miners.clock().getAsLong()));
            StratumProtocol protocol = miners.protocol(connection, seat, false, () -> {});
            miners.opened(protocol, seat);
            for (String request : requests) {
                connection.receive(TextOutlet.chunk(request + '\n'), protocol);
            }
        });
    }

    private void greetBoth() throws Exception {
        for (Outlet outlet : new Outlet[] {first, second}) {
            open(
                    outlet,
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"test\"]}",
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestPool.MINER.hex() + "\",\"x\"]}");
        }
    }

    private void template(int height) throws Exception {
        feed.accept(Templates.of(height, "tip " + height, Templates.HARD_BITS, 0));
        onLoop(() -> {});
    }

    @Test
    void givesTheOthersTheNewBlocksJobAlthoughThereIsNoMemoryForOne() throws Exception {
        greetBoth();
        template(100);
        assertThat(second.sent.toString()).endsWith(NEW_BLOCK);
        second.sent.setLength(0);
        first.starved = true;
        template(101);
        assertThat(second.sent.toString()).endsWith(NEW_BLOCK);
        assertThat(first.closed).as("it connects anew").isTrue();
    }

    @Test
    void letsTheOthersGoWhereAnErrorComesWithOne() throws Exception {
        greetBoth();
        first.starved = true;
        miners.noWork();
        onLoop(() -> {});
        assertThat(second.closed).isTrue();
    }

    @Test
    void endsTheDrainAlthoughAnErrorComesWithOne() throws Exception {
        greetBoth();
        first.starved = true;
        CompletableFuture<Void> drained = miners.drain(1);
        drained.get(20, TimeUnit.SECONDS);
        assertThat(second.sent.toString()).contains("client.reconnect");
        assertThat(second.closed).isTrue();
    }

    @Test
    void goesOnLookingAtDeadlinesAfterAnError() throws Exception {
        open(first);
        open(second);
        first.starved = true;
        millis.addAndGet(Duration.ofSeconds(11).toMillis());
        assertThat(second.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(first.closed).isTrue();
    }
}
