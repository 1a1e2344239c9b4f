package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.transport.relay.RelayClient;
import org.vanta.appliance.gossip.transport.relay.RelaySockets;
import tech.kwik.core.QuicConnection;
import tech.kwik.core.QuicStream;
import tech.kwik.core.impl.PeerKeys;
import tech.kwik.core.log.NullLogger;
import tech.kwik.core.server.ApplicationProtocolConnection;
import tech.kwik.core.server.ApplicationProtocolConnectionFactory;
import tech.kwik.core.server.ServerConnection;
import tech.kwik.core.server.ServerConnectionConfig;
import tech.kwik.core.server.ServerConnector;

/**
 * Gossip over QUIC version 1 (RFC 9000) as iroh 1.x speaks it: TLS with raw public keys both ways, one unidirectional stream for each topic and
 * direction. One socket listens, each connection dialled has its own.
 */
public final class IrohQuicTransport implements GossipTransport {
    static final String ALPN = "/iroh-gossip/1";
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    private static final int STREAM_BUFFER = 256 * 1024;
    private static final int CONNECTION_BUFFER = 1024 * 1024;
    private static final int CONNECTION_ID_BYTES = 8;
    private static final Duration TEND_EVERY = Duration.ofSeconds(10);
    private static final String KEY_NAME = "endpoint";

    private final EndpointKey key;
    private final TransportSettings settings;
    private final PeerConnections connections;
    private final QuicDialer dialer;
    private final QuicListenSocket socket;
    private final Dials dials;
    private final ScheduledExecutorService tender = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gossip-quic").factory());
    private final List<ServerConnector> servers = new ArrayList<>();
    private final Map<URI, RelaySockets> relays = new LinkedHashMap<>();

    /** @throws IOException if the port can't be had */
    public IrohQuicTransport(EndpointKey key, TransportSettings settings) throws IOException {
        this.key = key;
        this.settings = settings;
        this.connections = new PeerConnections(settings.limits());
        this.dialer = new QuicDialer(key, connections);
        this.dials = new Dials(key.id(), connections, settings.limits().dials(), System::nanoTime);
        this.socket =
                new QuicListenSocket(settings.bind(), new QuicHandshakes(connections::mayBegin, System::nanoTime));
        servers.add(server(socket));
        for (URI named : settings.relays()) {
            URI url = url(named.toString()).orElseThrow();
            RelaySockets relay = new RelaySockets(
                    new RelayClient(url, key.id(), key::sign),
                    new QuicHandshakes(connections::mayBegin, System::nanoTime));
            relays.put(url, relay);
            servers.add(server(relay.listening()));
        }
    }

    private ServerConnector server(DatagramSocket listening) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            // The library takes keys this way alone; the store never leaves memory, so its password protects nothing.
            char[] password = KEY_NAME.toCharArray();
            keys.setKeyEntry(KEY_NAME, key.privateKey(), password, new Certificate[] {key.certificate()});
            ServerConnector connector = ServerConnector.builder()
                    .withSocket(listening)
                    .withKeyStore(keys, KEY_NAME, password)
                    .withLogger(new NullLogger())
                    .withConfiguration(ServerConnectionConfig.builder()
                            .maxIdleTimeout((int) IDLE_TIMEOUT.toMillis())
                            .maxUnidirectionalStreamBufferSize(STREAM_BUFFER)
                            .maxBidirectionalStreamBufferSize(STREAM_BUFFER)
                            .maxConnectionBufferSize(CONNECTION_BUFFER)
                            .maxOpenPeerInitiatedUnidirectionalStreams(QuicPeerConnection.STREAMS_MAX)
                            .maxOpenPeerInitiatedBidirectionalStreams(0)
                            .connectionIdLength(CONNECTION_ID_BYTES)
                            .retryRequired(false)
                            .build())
                    .build();
            connector.registerApplicationProtocol(ALPN, new Accepting());
            return connector;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key store in memory failed", e);
        }
    }

    @Override
    public PeerId self() {
        return key.id();
    }

    @Override
    public PeerAddress address() {
        InetSocketAddress bound = (InetSocketAddress) socket.getLocalSocketAddress();
        return new PeerAddress(
                settings.relays().stream().findFirst().map(URI::toString),
                OwnAddresses.announced(bound, settings.announced(), settings.announcesLoopback()));
    }

    /** The port in use. */
    public int port() {
        return socket.getLocalPort();
    }

    @Override
    public void start(TransportListener listener) {
        connections.listener(listener);
        servers.forEach(ServerConnector::start);
        relays.values().forEach(RelaySockets::start);
        connections.tendEvery(TEND_EVERY, tender);
    }

    @Override
    public void dial(PeerId peer, PeerAddress address, Duration patience) {
        Optional<Dials.Route> throughRelay = address.relay()
                .flatMap(IrohQuicTransport::url)
                .flatMap(url -> Optional.ofNullable(relays.get(url)))
                .map(relay -> () -> dialer.dial(peer, relay.placeholder(peer), _ -> relay.dialling(peer)));
        dials.dial(peer, address, patience, dialer::dial, throughRelay);
    }

    /** URLs are compared with the slash that iroh ends them with. */
    private static Optional<URI> url(String text) {
        try {
            return Optional.of(URI.create(text.endsWith("/") ? text : text + "/"));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Which relays there are, and whether each is connected. */
    public Map<URI, Boolean> relays() {
        Map<URI, Boolean> states = new LinkedHashMap<>();
        relays.forEach((url, relay) -> states.put(url, relay.isConnected()));
        return states;
    }

    /** Waits until all relays are connected, or none is; false if that does not come about in time. */
    boolean awaitRelays(boolean connected, Duration patience) throws InterruptedException {
        for (RelaySockets relay : relays.values()) {
            if (!relay.awaitConnected(connected, patience)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean send(PeerId peer, TopicId topic, byte[] frame) {
        return connections.send(peer, topic, frame);
    }

    @Override
    public void disconnect(PeerId peer, String reason) {
        connections.disconnect(peer, reason);
    }

    @Override
    public long queuedBytes() {
        return connections.queuedBytes();
    }

    @Override
    public void close() {
        tender.shutdownNow();
        connections.close();
        // The library waits up to 30 seconds for connections to be forgotten; nobody has to wait for that.
        for (ServerConnector server : servers) {
            Thread.ofVirtual().name("gossip-close").start(server::close);
        }
        relays.values().forEach(RelaySockets::close);
    }

    /** Takes connections in that others have made. */
    private final class Accepting implements ApplicationProtocolConnectionFactory {
        @Override
        public int maxConcurrentPeerInitiatedUnidirectionalStreams() {
            return QuicPeerConnection.STREAMS_MAX;
        }

        @Override
        public int maxConcurrentPeerInitiatedBidirectionalStreams() {
            return 0;
        }

        @Override
        public ApplicationProtocolConnection createConnection(String protocol, QuicConnection connection) {
            InetSocketAddress remote = ((ServerConnection) connection).getInitialRemoteAddress();
            PeerId peer = PeerKeys.of(connection).map(PeerId::new).orElseThrow();
            QuicPeerConnection accepted = new QuicPeerConnection(connections, peer, remote, false, connection);
            boolean admitted = connections.admit(accepted);
            return new ApplicationProtocolConnection() {
                @Override
                public void acceptPeerInitiatedStream(QuicStream stream) {
                    if (admitted) {
                        accepted.accept(stream);
                    }
                }
            };
        }
    }
}
