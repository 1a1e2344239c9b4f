package org.vanta.appliance.gossip;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.gossip.core.GossipLimits;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.transport.EndpointKey;
import org.vanta.appliance.gossip.transport.GossipTransport;
import org.vanta.appliance.gossip.transport.IrohQuicTransport;
import org.vanta.appliance.gossip.transport.Ticket;
import org.vanta.appliance.gossip.transport.TlsTcpTransport;
import org.vanta.appliance.gossip.transport.TransportLimits;
import org.vanta.appliance.gossip.transport.TransportSettings;
import org.vanta.appliance.gossip.transport.relay.RelayLimits;
import org.vanta.appliance.gossip.transport.relay.RelayServer;

/**
 * Gossip as the rest of the appliance sees it. That it is off, or could not start, changes nothing for anybody: what is published then goes
 * nowhere, and nobody is a neighbour.
 */
public final class GossipService implements AutoCloseable {
    /** File of the endpoint's key, in the data directory. */
    public static final String KEY_FILE = "endpoint.key";

    static final String PEERS_FILE = "peers.json";
    /** Notes that wait for gossip to start. */
    static final int EARLY_MAX = 256;
    /** Commitments and nullifiers of one block that are told, of each so many. */
    static final int HINTS_OF_ONE_BLOCK = 256;
    /** Blocks older than this are no news: an index that catches up keeps quiet. */
    static final Duration NEWS = Duration.ofHours(1);

    private static final long COUNT_MAX = 0xffff_ffffL;
    private static final Logger LOG = Logger.getLogger(GossipService.class);

    private final GossipSettings settings;
    private final NoteInbox inbox;
    private final IndexedChain chain;
    private final InstantSource clock;
    private final GossipTally tally = new GossipTally();
    private final RelayServer relay;
    private final List<GossipMessage.NoteSent> early = new ArrayList<>();
    private volatile @Nullable GossipNode node;
    private volatile String failure = "not started yet";

    /** @param vertx runs the relay for others, if that is wanted */
    public GossipService(
            GossipSettings settings, Vertx vertx, NoteInbox inbox, IndexedChain chain, InstantSource clock) {
        this.settings = settings;
        this.relay = new RelayServer(vertx, RelayLimits.DEFAULT);
        this.inbox = inbox;
        this.chain = chain;
        this.clock = clock;
    }

    /** Begins to listen and to look for peers. What keeps it from that is logged and told by {@link #status()}, never thrown. */
    public void start() {
        if (!settings.enabled()) {
            return;
        }
        settings.relayPort().ifPresent(this::startRelay);
        List<GossipTransport> transports = new ArrayList<>();
        try {
            EndpointKey key = EndpointKey.loadOrCreate(settings.dataDir().resolve(KEY_FILE));
            InetSocketAddress bind = settings.bind();
            if (settings.quic()) {
                IrohQuicTransport quic = new IrohQuicTransport(key, transportSettings(bind));
                transports.add(quic);
                bind = new InetSocketAddress(bind.getAddress(), quic.port());
            }
            if (settings.tcp()) {
                transports.add(new TlsTcpTransport(key, transportSettings(bind)));
            }
            GossipNode started = new GossipNode(nodeSettings(), transports, inbox, chain, clock, tally);
            started.start();
            begin(started);
            LOG.infof("gossip listens on port :%d as %s", bind.getPort(), key.id());
        } catch (IOException | MalformedBytesException e) {
            transports.forEach(GossipTransport::close);
            failure = "gossip can't start on port " + settings.bind().getPort() + ": " + e.getMessage()
                    + "; free the port or set VANTA_GOSSIP_PORT, then restart";
            LOG.warn(failure + "; everything else goes on");
        }
    }

    private synchronized void begin(GossipNode started) {
        node = started;
        failure = "";
        early.forEach(started::publish);
        early.clear();
    }

    private void startRelay(int port) {
        String host = settings.bind().getAddress().getHostAddress();
        relay.listen(host, port)
                .onSuccess(used -> LOG.infof("relay for other sidecars listens on port :%d", used))
                .onFailure(e -> LOG.warnf(
                        "relay port %d can't be opened: %s; free it or set VANTA_GOSSIP_RELAY_PORT, then restart",
                        port, e.getMessage()));
    }

    private TransportSettings transportSettings(InetSocketAddress bind) {
        return new TransportSettings(
                bind,
                settings.announced(),
                settings.local(),
                settings.relays(),
                settings.local() ? TransportLimits.ONE_MACHINE : TransportLimits.DEFAULT);
    }

    private NodeSettings nodeSettings() {
        return new NodeSettings(
                settings.topic(),
                settings.local(),
                settings.bootstrap(),
                settings.url(),
                settings.dataDir().resolve(PEERS_FILE),
                GossipLimits.DEFAULT,
                InboundLimits.DEFAULT);
    }

    private Optional<GossipNode> node() {
        return Optional.ofNullable(node);
    }

    /**
     * Tells others of a note; a note they know already goes no farther than the first of them. {@link #EARLY_MAX} notes wait for the start, what
     * comes above it is dropped.
     */
    public void publish(GossipMessage.NoteSent note) {
        GossipNode running = node;
        if (running != null) {
            running.publish(note);
        } else if (settings.enabled()) {
            publishLater(note);
        }
    }

    private synchronized void publishLater(GossipMessage.NoteSent note) {
        GossipNode running = node;
        if (running != null) {
            running.publish(note);
        } else if (early.size() < EARLY_MAX) {
            early.add(note);
        } else {
            tally.count(MessageKind.NOTE, MessageFate.DROPPED);
        }
    }

    /** The index has a block more. What it holds is told to others if it is news, and hints of it are no hints any more. */
    public void blockApplied(Instant time, List<Hash256> commitments, List<Hash256> nullifiers) {
        node().ifPresent(running -> {
            running.onChain(commitments, nullifiers);
            if (time.isAfter(clock.instant().minus(NEWS))) {
                commitments.stream()
                        .limit(HINTS_OF_ONE_BLOCK)
                        .forEach(commitment -> running.publish(new GossipMessage.NewCommitment(commitment)));
                nullifiers.stream()
                        .limit(HINTS_OF_ONE_BLOCK)
                        .forEach(nullifier -> running.publish(new GossipMessage.NullifierRevealed(nullifier)));
            }
        });
    }

    /** The block of this height has left the chain. */
    public void blockUndone(int height) {
        node().ifPresent(running -> running.undone(height));
    }

    public GossipStatus status() {
        if (!settings.enabled()) {
            return new GossipStatus(GossipStatus.State.OFF, "switched off");
        }
        if (node == null) {
            return new GossipStatus(GossipStatus.State.DOWN, failure);
        }
        int neighbours = neighbours().size();
        if (neighbours > 0) {
            return new GossipStatus(GossipStatus.State.CONNECTED, neighbours + " neighbours");
        }
        return settings.bootstrap().isEmpty()
                ? new GossipStatus(
                        GossipStatus.State.WAITING, "no neighbour, and VANTA_BOOTSTRAP_PEERS names none to call")
                : new GossipStatus(
                        GossipStatus.State.ALONE,
                        "no neighbour: none of the " + settings.bootstrap().size() + " bootstrap peers answers");
    }

    public List<Neighbour> neighbours() {
        return node().map(GossipNode::neighbours).orElse(List.of());
    }

    /** Neighbours at this moment, at most 2^32 - 1. */
    public long peerCount() {
        return Math.min(neighbours().size(), COUNT_MAX);
    }

    /** Our id and where others reach us, nothing while gossip does not run. */
    public Optional<Endpoint> endpoint() {
        return node().map(running -> {
            PeerAddress address = running.address();
            return new Endpoint(
                    running.self().hex(),
                    new Ticket(running.self(), address).text(),
                    address.direct().stream().map(Addresses::text).toList(),
                    address.relay().orElse(""));
        });
    }

    /**
     * This endpoint as others reach it.
     *
     * @param ticket id and addresses as one word
     * @param relay URL, empty for none
     */
    public record Endpoint(String id, String ticket, Collection<String> addresses, String relay) {}

    /** Commitments peers say are anchored and our index has not seen. */
    public int hintedCommitments() {
        return node().map(GossipNode::hintedCommitments).orElse(0);
    }

    /** Nullifiers peers say are revealed and our index has not seen. */
    public int hintedNullifiers() {
        return node().map(GossipNode::hintedNullifiers).orElse(0);
    }

    public List<Ban> bans() {
        return node().map(running -> running.reputation().bans()).orElse(List.of());
    }

    /**
     * Bans a peer or a group of addresses and closes their connections.
     *
     * @param subject a peer's id, an address, or a /24 or /64
     * @param lasts twice as long as the last time if not given
     * @throws IllegalArgumentException naming the subject and what would be right
     * @throws IllegalStateException if gossip does not run
     */
    public Ban ban(String subject, String reason, Optional<Duration> lasts) {
        BanSubject parsed = BanSubject.parse(subject);
        return running().ban(parsed, reason, lasts);
    }

    /** Ends a ban; false if there is none. Throws as {@link #ban} does. */
    public boolean unban(String subject) {
        BanSubject parsed = BanSubject.parse(subject);
        return running().unban(parsed);
    }

    private GossipNode running() {
        return node().orElseThrow(() -> new IllegalStateException("gossip does not run: " + status().sentence()));
    }

    /** Bytes that wait to be sent. */
    public long queuedBytes() {
        return node().map(GossipNode::queuedBytes).orElse(0L);
    }

    public GossipTally tally() {
        return tally;
    }

    @Override
    public void close() {
        settings.relayPort().ifPresent(_ -> relay.close());
        GossipNode running = node;
        if (running != null) {
            node = null;
            failure = "stopped";
            running.close();
        }
    }
}
