package org.vanta.appliance.gossip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.vanta.appliance.gossip.TestSidecar.Wire;
import org.vanta.appliance.gossip.core.Content;
import org.vanta.appliance.gossip.core.Frame;
import org.vanta.appliance.gossip.core.FrameCodec;
import org.vanta.appliance.gossip.core.GossipLimits;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.Scope;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.transport.EndpointKey;
import org.vanta.appliance.gossip.transport.GossipTransport;
import org.vanta.appliance.gossip.transport.IrohQuicTransport;
import org.vanta.appliance.gossip.transport.SilentListener;
import org.vanta.appliance.gossip.transport.Ticket;
import org.vanta.appliance.gossip.transport.TlsTcpTransport;
import org.vanta.appliance.gossip.transport.TransportLimits;
import org.vanta.appliance.gossip.transport.TransportSettings;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Measures one node alone in its process, its neighbours in another: what they cost in memory and while nothing happens, and, if a number of
 * messages is given, what it costs to take them in from one neighbour and pass them on to the others. {@code OneNodeMeasure QUIC|TLS NEIGHBOURS
 * [MESSAGES]}.
 */
final class OneNodeMeasure {
    private static final int IDLE_SECONDS = 20;
    private static final int ROUNDS = 4;
    private static final TransportSettings LOOPBACK = new TransportSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(),
            true,
            List.of(),
            new TransportLimits(128, 128, 8, 128, 4096, 4096, 1 << 30, 1 << 30));

    private OneNodeMeasure() {}

    public static void main(String... args) throws Exception {
        if (args[0].equals("crowd")) {
            crowd(Wire.valueOf(args[1]), Ticket.parse(args[2]), Integer.parseInt(args[3]));
        } else {
            node(Wire.valueOf(args[0]), Integer.parseInt(args[1]), args.length > 2 ? Integer.parseInt(args[2]) : 0);
        }
    }

    private static GossipTransport transport(Wire wire, EndpointKey key) throws IOException {
        return wire == Wire.QUIC ? new IrohQuicTransport(key, LOOPBACK) : new TlsTcpTransport(key, LOOPBACK);
    }

    private static GossipLimits limits(int active) {
        GossipLimits.Members usual = GossipLimits.Members.DEFAULT;
        return new GossipLimits(
                new GossipLimits.Members(
                        active,
                        usual.chosen(),
                        usual.passive(),
                        usual.passiveOfOneTeller(),
                        usual.contacts(),
                        usual.joinWalk(),
                        usual.passiveWalk(),
                        usual.shuffleWalk(),
                        usual.shuffleActive(),
                        usual.shufflePassive(),
                        usual.peersOfOneFrame(),
                        usual.shuffleEvery(),
                        usual.neighborTimeout(),
                        usual.mendEvery(),
                        usual.mendSparseEvery(),
                        usual.mendRefusedEvery(),
                        usual.refusalsAtOnce(),
                        usual.mendAloneEvery(),
                        usual.dialing(),
                        usual.dialledForOthers(),
                        usual.idle()),
                GossipLimits.Spreading.DEFAULT,
                GossipLimits.Budgets.DEFAULT);
    }

    private static void node(Wire wire, int neighbours, int messages) throws Exception {
        InboundLimits.Rate any = new InboundLimits.Rate(1 << 30, 1 << 30, 1L << 40, 1L << 40);
        GossipTally tally = new GossipTally();
        GossipTransport transport = transport(wire, EndpointKey.generate());
        try (GossipNode node = new GossipNode(
                new NodeSettings(
                        TestSidecar.TOPIC,
                        true,
                        List.of(),
                        Optional.empty(),
                        Files.createTempDirectory("vanta-gossip").resolve("peers.json"),
                        limits(neighbours),
                        new InboundLimits(any, any, 512, 1 << 20, 1 << 30)),
                List.of(transport),
                _ -> NoteInbox.Fate.KNOWN,
                new NoBlocks(),
                InstantSource.system(),
                tally)) {
            node.start();
            TimeUnit.SECONDS.sleep(2);
            long alone = resident();
            int threadsAlone = threads();
            Process crowd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OneNodeMeasure.class.getName(),
                            "crowd",
                            wire.name(),
                            new Ticket(node.self(), node.address()).text(),
                            Integer.toString(neighbours))
                    .redirectError(Redirect.INHERIT)
                    .start();
            try (BufferedReader said = crowd.inputReader(StandardCharsets.UTF_8);
                    var tell = crowd.outputWriter(StandardCharsets.UTF_8)) {
                TestSidecar.await("neighbours", () -> node.neighbours().size() == neighbours);
                TimeUnit.SECONDS.sleep(3);
                print(
                        "%s: %d neighbours: %.1f MB more than without, %d threads more",
                        wire, neighbours, (resident() - alone) / 1024.0, threads() - threadsAlone);
                idle(wire, neighbours);
                for (int round = 0; messages > 0 && round < ROUNDS; round++) {
                    flood(wire, tally, messages, said, tell, round);
                }
                if (messages > 0) {
                    print("%s: after the messages %.1f MB more than at the start", wire, (resident() - alone) / 1024.0);
                }
            } finally {
                crowd.destroy();
            }
        }
        System.exit(0);
    }

    private static void idle(Wire wire, int neighbours) throws InterruptedException {
        long cpu = cpuNanos();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        print(
                "%s: idle with %d neighbours: %.2f %% of a core",
                wire, neighbours, 100.0 * (cpuNanos() - cpu) / (System.nanoTime() - start));
    }

    private static void flood(
            Wire wire, GossipTally tally, int messages, BufferedReader said, java.io.BufferedWriter tell, int round)
            throws IOException, InterruptedException {
        long delivered = tally.deliveries();
        long refused = tally.of(FrameFate.REFUSED);
        long sent = tally.of(FrameFate.SENT);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        tell.write(round + " " + messages + "\n");
        tell.flush();
        TestSidecar.await("all", () -> tally.deliveries() - delivered >= messages);
        double seconds = (System.nanoTime() - start) / 1e9;
        print(
                "%s: %,d messages a second in, %,d frames a second out, %,d refused by full queues; %.1f us of processor a message",
                wire,
                (long) (messages / seconds),
                (long) ((tally.of(FrameFate.SENT) - sent) / seconds),
                tally.of(FrameFate.REFUSED) - refused,
                (cpuNanos() - cpu) / 1e3 / messages);
        said.readLine();
    }

    /** Peers that join the node of the ticket and count what they hear; told a round and a number, one of them sends so many new messages. */
    private static void crowd(Wire wire, Ticket ticket, int count) throws Exception {
        List<GossipTransport> peers = new ArrayList<>();
        LongAdder heard = new LongAdder();
        for (int i = 0; i < count; i++) {
            GossipTransport peer = transport(wire, EndpointKey.generate());
            peers.add(peer);
            peer.start(new Joining(peer, heard));
            peer.dial(ticket.id(), ticket.address());
        }
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] order = line.split(" ");
                for (int i = 0; i < Integer.parseInt(order[1]); i++) {
                    EncryptedNote note = TestSidecar.note("one " + order[0] + " " + i);
                    Content content = Content.of(GossipMessageCodec.encode(new GossipMessage.NoteSent(note)));
                    byte[] frame = FrameCodec.encode(new Frame.Gossip(content.id(), content, new Scope.Swarm(1)));
                    while (!peers.getFirst().send(ticket.id(), TestSidecar.TOPIC, frame)) {
                        Thread.sleep(0, 200_000);
                    }
                }
                System.out.println(heard.sum());
            }
        }
        System.exit(0);
    }

    private static final class Joining extends SilentListener {
        private final GossipTransport transport;
        private final LongAdder heard;

        Joining(GossipTransport transport, LongAdder heard) {
            this.transport = transport;
            this.heard = heard;
        }

        @Override
        public void connected(PeerId peer, InetSocketAddress remote, boolean outbound) {
            transport.send(
                    peer, TestSidecar.TOPIC, FrameCodec.encode(new Frame.Join(Optional.of(PeerAddress.UNKNOWN))));
        }

        @Override
        public void unreachable(PeerId peer, String reason) {
            System.err.println("unreachable: " + reason);
        }

        @Override
        public void received(PeerId peer, TopicId topic, byte[] frame) {
            heard.increment();
        }

        @Override
        public void disconnected(PeerId peer, String reason) {
            System.err.println("disconnected: " + reason);
        }
    }

    static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** In KiB, after a collection. */
    static long resident() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0L);
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
