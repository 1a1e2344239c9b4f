package org.vanta.appliance.gossip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.core.GossipLimits;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.transport.BootstrapPeer;
import org.vanta.appliance.gossip.transport.EndpointKey;
import org.vanta.appliance.gossip.transport.GossipTransport;
import org.vanta.appliance.gossip.transport.IrohQuicTransport;
import org.vanta.appliance.gossip.transport.Ticket;
import org.vanta.appliance.gossip.transport.TlsTcpTransport;
import org.vanta.appliance.gossip.transport.TransportLimits;
import org.vanta.appliance.gossip.transport.TransportSettings;
import org.vanta.appliance.note.EncryptedNote;

/** A gossip node on real sockets of 127.0.0.1, with an inbox and a chain in memory. */
final class TestSidecar implements IndexedChain, AutoCloseable {
    static final TopicId TOPIC = TopicId.ofName("Vanta/L2/Gossip/regtest");
    static final Duration PATIENCE = Duration.ofSeconds(60);

    enum Wire {
        QUIC,
        TLS
    }

    final EndpointKey key;
    final GossipTally tally = new GossipTally();
    final Map<EncryptedNote, Long> inbox = new ConcurrentHashMap<>();
    final List<List<Hash256>> blocks = new CopyOnWriteArrayList<>();
    final GossipNode node;

    TestSidecar(Options options) {
        this.key = options.key;
        try {
            TransportSettings settings = new TransportSettings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    List.of(),
                    true,
                    List.of(),
                    TransportLimits.ONE_MACHINE);
            GossipTransport transport = options.wire == Wire.QUIC
                    ? new IrohQuicTransport(key, settings)
                    : new TlsTcpTransport(key, settings);
            node = new GossipNode(
                    new NodeSettings(
                            TOPIC,
                            true,
                            options.bootstrap,
                            options.url,
                            options.directory.resolve("peers.json"),
                            GossipLimits.DEFAULT,
                            options.limits),
                    List.of(transport),
                    this::take,
                    this,
                    InstantSource.system(),
                    tally);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.start();
    }

    /** What a test wants otherwise than usual. */
    record Options(
            Wire wire,
            EndpointKey key,
            Path directory,
            List<BootstrapPeer> bootstrap,
            Optional<URI> url,
            InboundLimits limits) {
        static Options of(Wire wire) {
            try {
                return new Options(
                        wire,
                        EndpointKey.generate(),
                        Files.createTempDirectory("vanta-gossip"),
                        List.of(),
                        Optional.empty(),
                        InboundLimits.DEFAULT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Options bootstrap(TestSidecar... peers) {
            List<BootstrapPeer> tickets =
                    List.of(peers).stream().map(TestSidecar::bootstrapPeer).toList();
            return bootstrap(tickets.toArray(BootstrapPeer[]::new));
        }

        Options bootstrap(BootstrapPeer... peers) {
            return new Options(wire, key, directory, List.of(peers), url, limits);
        }

        Options url(URI mine) {
            return new Options(wire, key, directory, bootstrap, Optional.of(mine), limits);
        }

        Options limits(InboundLimits other) {
            return new Options(wire, key, directory, bootstrap, url, other);
        }

        Options at(Path place, EndpointKey mine) {
            return new Options(wire, mine, place, bootstrap, url, limits);
        }
    }

    BootstrapPeer bootstrapPeer() {
        return BootstrapPeer.parse(new Ticket(node.self(), node.address()).text());
    }

    private NoteInbox.Fate take(EncryptedNote note) {
        return inbox.putIfAbsent(note, System.nanoTime()) == null ? NoteInbox.Fate.STORED : NoteInbox.Fate.KNOWN;
    }

    void publish(EncryptedNote note) {
        inbox.put(note, System.nanoTime());
        node.publish(new GossipMessage.NoteSent(note));
    }

    /** A note of the usual size; the same number gives the same one. */
    static EncryptedNote note(String number) {
        Hash256 hash = Sha256.hash(number.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] ciphertext = java.util.Arrays.copyOf(hash.toBytes(), 60);
        return new EncryptedNote(hash, ciphertext, Sha256.hash(hash.toBytes()));
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            Thread.sleep(2);
        }
    }

    @Override
    public int height() {
        return blocks.size() - 1;
    }

    @Override
    public boolean hasCommitment(Hash256 commitment) {
        return blocks.stream().anyMatch(block -> block.contains(commitment));
    }

    @Override
    public boolean hasNullifier(Hash256 nullifier) {
        return false;
    }

    @Override
    public List<Hash256> missingAt(int height) {
        return height >= blocks.size()
                ? List.of()
                : blocks.get(height).stream()
                        .filter(commitment -> inbox.keySet().stream()
                                .noneMatch(note -> note.commitment().equals(commitment)))
                        .toList();
    }

    @Override
    public void close() {
        node.close();
    }
}
