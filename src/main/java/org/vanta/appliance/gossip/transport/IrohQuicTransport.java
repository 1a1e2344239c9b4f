package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;
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
    private final HandshakeBudget budget;
    private final QuicDialer dialer;
    private final QuicListenSocket socket;
    private final Dials dials;
    private final ScheduledExecutorService tender = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gossip-quic").factory());
    private final ServerConnector server;

    /** @throws IOException if the port can't be had */
    public IrohQuicTransport(EndpointKey key, TransportSettings settings) throws IOException {
        this.key = key;
        this.settings = settings;
        this.connections = new PeerConnections(settings.limits());
        this.budget = new HandshakeBudget(settings.limits(), System::nanoTime);
        this.dialer = new QuicDialer(key, connections);
        this.dials = new Dials(key.id(), connections, settings.limits().dials());
        this.socket = new QuicListenSocket(settings.bind(), this::admits);
        this.server = server();
    }

    private ServerConnector server() throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            // The library takes keys this way alone; the store never leaves memory, so its password protects nothing.
            char[] password = KEY_NAME.toCharArray();
            keys.setKeyEntry(KEY_NAME, key.privateKey(), password, new Certificate[] {key.certificate()});
            ServerConnector connector = ServerConnector.builder()
                    .withSocket(socket)
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
                settings.relay().map(Object::toString),
                OwnAddresses.announced(bound, settings.announced(), settings.announcesLoopback()));
    }

    /** The port in use. */
    public int port() {
        return socket.getLocalPort();
    }

    @Override
    public void start(TransportListener listener) {
        connections.listener(listener);
        server.start();
        tender.scheduleWithFixedDelay(
                connections::tend, TEND_EVERY.toMillis(), TEND_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean admits(InetAddress address) {
        return connections.listener().filter(to -> to.admits(address)).isPresent() && budget.spend(address);
    }

    @Override
    public void dial(PeerId peer, PeerAddress address) {
        dials.dial(peer, address, dialer::dial, Optional.empty());
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
        Thread.ofVirtual().name("gossip-close").start(server::close);
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
            Optional<String> refusal =
                    connections.listener().filter(to -> to.admits(peer)).isEmpty()
                            ? Optional.of("not admitted")
                            : connections.add(accepted);
            refusal.ifPresent(accepted::close);
            return new ApplicationProtocolConnection() {
                @Override
                public void acceptPeerInitiatedStream(QuicStream stream) {
                    if (refusal.isEmpty()) {
                        accepted.accept(stream);
                    }
                }
            };
        }
    }
}
