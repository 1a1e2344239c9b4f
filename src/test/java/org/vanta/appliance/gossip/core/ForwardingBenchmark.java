package org.vanta.appliance.gossip.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vanta.appliance.measure.CpuClock;

/**
 * A message of 200 bytes from its frame's bytes to the bytes for five other neighbours, without a transport: read, hashed, checked,
 * remembered, delivered, and written once for all five, whose bytes are the same.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ForwardingBenchmark {
    private static final int CONTENT = 200;
    /** Twice as many as are remembered: when the first comes again it is new again. */
    private static final int FRAMES = 2 * GossipLimits.Spreading.DEFAULT.remembered();

    private static final int NEIGHBOURS = 6;
    private static final long SPACING_NANOS = 50_000;

    private final CpuClock cpu = new CpuClock();
    private final TopicState topic;
    private final PeerId source = TopicHarness.peer(1);
    private final List<byte[]> frames = new ArrayList<>(FRAMES);
    private int next;
    private long now = 1;

    public ForwardingBenchmark() {
        GossipLimits.Members members = GossipLimits.Members.DEFAULT;
        GossipLimits six = new GossipLimits(
                new GossipLimits.Members(
                        NEIGHBOURS,
                        members.chosen(),
                        members.passive(),
                        members.passiveOfOneTeller(),
                        members.contacts(),
                        members.joinWalk(),
                        members.passiveWalk(),
                        members.shuffleWalk(),
                        members.shuffleActive(),
                        members.shufflePassive(),
                        members.peersOfOneFrame(),
                        members.shuffleEvery(),
                        members.neighborTimeout(),
                        members.mendEvery(),
                        members.mendSparseEvery(),
                        members.mendRefusedEvery(),
                        members.refusalsAtOnce(),
                        members.mendAloneEvery(),
                        members.dialing(),
                        members.dialledForOthers(),
                        members.idle()),
                GossipLimits.Spreading.DEFAULT,
                GossipLimits.Budgets.DEFAULT);
        topic = new TopicState(
                TopicHarness.peer(0),
                six,
                new SplittableRandom(1),
                PeerPolicy.EVERYBODY,
                _ -> ContentCheck.Verdict.ACCEPT);
        for (int i = 0; i < FRAMES; i++) {
            byte[] bytes = new byte[CONTENT];
            ByteBuffer.wrap(bytes).putInt(i);
            Content content = Content.owning(bytes);
            frames.add(FrameCodec.encode(new Frame.Gossip(content.id(), content, new Scope.Swarm(0))));
        }
        for (int i = 1; i <= NEIGHBOURS; i++) {
            topic.handle(new Event.Connected(TopicHarness.peer(i)), now);
            topic.handle(
                    new Event.Received(TopicHarness.peer(i), new Frame.Neighbor(Frame.Priority.HIGH, Optional.empty())),
                    now);
        }
    }

    @Setup(Level.Iteration)
    public void startClock() {
        cpu.start();
    }

    @TearDown(Level.Iteration)
    public void printClock() {
        cpu.print("messages taken in and made ready for five neighbours");
    }

    @Benchmark
    public int messageInAndToFiveNeighbours() {
        cpu.count(1);
        now += SPACING_NANOS;
        next = (next + 1) % FRAMES;
        int bytes = 0;
        Event received = new Event.Received(source, FrameCodec.decode(frames.get(next)));
        for (Action action : topic.handle(received, now)) {
            if (action instanceof Action.Send(List<PeerId> peers, Frame frame)) {
                if (frame instanceof Frame.Gossip && peers.size() != NEIGHBOURS - 1) {
                    throw new IllegalStateException("forwarded to " + peers.size());
                }
                bytes += peers.size() * FrameCodec.encode(frame).length;
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("not forwarded");
        }
        return bytes;
    }
}
