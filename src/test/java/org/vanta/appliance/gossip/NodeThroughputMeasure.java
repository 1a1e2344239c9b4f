package org.vanta.appliance.gossip;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.core.Content;
import org.vanta.appliance.gossip.core.Frame;
import org.vanta.appliance.gossip.core.FrameCodec;
import org.vanta.appliance.gossip.core.GossipLimits;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.Scope;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.transport.GossipTransport;
import org.vanta.appliance.gossip.transport.TransportListener;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Measures what a node does with messages, the network left out: frames come from one neighbour as fast as they are taken, are read, hashed,
 * checked, delivered and passed on to four others. The wall clock and the gossip thread's share of it are printed.
 */
final class NodeThroughputMeasure {
    private static final int MESSAGES = 100_000;
    private static final int ROUNDS = 4;
    private static final int NEIGHBOURS = 5;

    private NodeThroughputMeasure() {}

    public static void main(String... args) throws Exception {
        InboundLimits.Rate any = new InboundLimits.Rate(1 << 30, 1 << 30, 1L << 40, 1L << 40);
        InboundLimits open = new InboundLimits(any, any, 512, 16_384, 16 << 20);
        Sink sink = new Sink();
        NodeSettings settings = new NodeSettings(
                TestSidecar.TOPIC,
                true,
                List.of(),
                Optional.empty(),
                Files.createTempDirectory("vanta-gossip").resolve("peers.json"),
                GossipLimits.DEFAULT,
                open);
        GossipTally tally = new GossipTally();
        try (GossipNode node = new GossipNode(
                settings, List.of(sink), _ -> NoteInbox.Fate.KNOWN, new NoBlocks(), InstantSource.system(), tally)) {
            node.start();
            PeerId source = peer(1);
            for (int i = 1; i <= NEIGHBOURS; i++) {
                sink.listener.connected(peer(i), new InetSocketAddress("127.0.0.1", i), false);
                sink.listener.received(
                        peer(i),
                        TestSidecar.TOPIC,
                        FrameCodec.encode(new Frame.Join(Optional.of(PeerAddress.UNKNOWN))));
            }
            TestSidecar.await("neighbours", () -> node.neighbours().size() == NEIGHBOURS);
            for (int round = 0; round < ROUNDS; round++) {
                List<byte[]> frames = frames(round);
                long delivered = tally.deliveries();
                long passedOn = sink.sent.get();
                long start = System.nanoTime();
                for (byte[] frame : frames) {
                    long before = tally.of(FrameFate.OVERLOADED);
                    sink.listener.received(source, TestSidecar.TOPIC, frame);
                    while (tally.of(FrameFate.OVERLOADED) > before) {
                        Thread.sleep(1);
                        before = tally.of(FrameFate.OVERLOADED);
                        sink.listener.received(source, TestSidecar.TOPIC, frame);
                    }
                }
                TestSidecar.await("all", () -> tally.deliveries() - delivered == MESSAGES);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.println(String.format(
                        Locale.ROOT,
                        "%,d messages a second in, %,d frames a second out",
                        (long) (MESSAGES / seconds),
                        (long) ((sink.sent.get() - passedOn) / seconds)));
            }
        }
    }

    private static PeerId peer(int number) {
        return new PeerId(Sha256.hash(new byte[] {(byte) number}));
    }

    private static List<byte[]> frames(int round) {
        List<byte[]> frames = new ArrayList<>(MESSAGES);
        for (int i = 0; i < MESSAGES; i++) {
            EncryptedNote note = TestSidecar.note("throughput " + round + " " + i);
            Content content = Content.of(GossipMessageCodec.encode(new GossipMessage.NoteSent(note)));
            frames.add(FrameCodec.encode(new Frame.Gossip(content.id(), content, new Scope.Swarm(1))));
        }
        return frames;
    }

    /** Takes every frame and counts it; a chain of no blocks too. */
    private static final class Sink implements GossipTransport {
        final AtomicLong sent = new AtomicLong();
        TransportListener listener;

        @Override
        public PeerId self() {
            return peer(0);
        }

        @Override
        public PeerAddress address() {
            return PeerAddress.UNKNOWN;
        }

        @Override
        public void start(TransportListener told) {
            listener = told;
        }

        @Override
        public void dial(PeerId peer, PeerAddress address, Duration patience) {
            listener.unreachable(peer, "nobody is there");
        }

        @Override
        public boolean send(PeerId peer, TopicId topic, byte[] frame) {
            sent.incrementAndGet();
            return true;
        }

        @Override
        public void disconnect(PeerId peer, String reason) {}

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
