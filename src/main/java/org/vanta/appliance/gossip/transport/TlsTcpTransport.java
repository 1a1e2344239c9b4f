package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/** Gossip over TLS 1.3 on TCP, for networks that let no UDP pass. Both sides must be this program: iroh has no such transport. */
public final class TlsTcpTransport implements GossipTransport {
    static final String ALPN = "/vanta-gossip/1";

    /** To connect, and for each message of a handshake. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(4);
    /** For a whole handshake, however many pieces it comes in. */
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(8);

    private static final int HANDSHAKES_AT_ONCE = 32;
    private static final int BACKLOG = 64;
    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final int KEEP_ALIVE_PROBES = 3;
    private static final Duration TEND_EVERY = Duration.ofSeconds(10);
    private static final long RETRY_NANOS = 100_000_000;

    private final EndpointKey key;
    private final TransportSettings settings;
    private final PeerConnections connections;
    private final Dials dials;
    private final SSLContext context;
    private final ServerSocket server;
    private final Semaphore handshakes = new Semaphore(HANDSHAKES_AT_ONCE);
    private final ScheduledExecutorService tender = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gossip-tls").factory());

    /** @throws IOException if the port can't be had */
    public TlsTcpTransport(EndpointKey key, TransportSettings settings) throws IOException {
        this.key = key;
        this.settings = settings;
        this.connections = new PeerConnections(settings.limits());
        this.dials = new Dials(key.id(), connections, settings.limits().dials(), System::nanoTime);
        this.context = TlsContext.of(key);
        this.server = new ServerSocket();
        server.bind(settings.bind(), BACKLOG);
    }

    @Override
    public PeerId self() {
        return key.id();
    }

    @Override
    public PeerAddress address() {
        InetSocketAddress bound = (InetSocketAddress) server.getLocalSocketAddress();
        return new PeerAddress(
                Optional.empty(), OwnAddresses.announced(bound, settings.announced(), settings.announcesLoopback()));
    }

    @Override
    public void start(TransportListener listener) {
        connections.listener(listener);
        Thread.ofVirtual().name("gossip-accept").start(this::acceptAll);
        connections.tendEvery(TEND_EVERY, tender);
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (connections.mayBegin(socket.getInetAddress()) && handshakes.tryAcquire()) {
                    Thread.ofVirtual().name("gossip-accept").start(() -> accept(socket));
                } else {
                    socket.close();
                }
            } catch (IOException | RuntimeException | Error _) {
                // Out of file descriptors or memory, or closed: the loop's condition tells.
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private void accept(Socket socket) {
        InetSocketAddress remote = (InetSocketAddress) socket.getRemoteSocketAddress();
        try {
            TcpPeerConnection accepted;
            try {
                accepted = secured(socket, remote, false);
            } finally {
                handshakes.release();
            }
            if (connections.admit(accepted)) {
                accepted.readAll();
            }
        } catch (IOException | RuntimeException _) {
            close(socket);
        }
    }

    @Override
    public void dial(PeerId peer, PeerAddress address, Duration patience) {
        dials.dial(peer, address, patience, this::connect, Optional.empty());
    }

    private TcpPeerConnection connect(PeerId peer, InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, (int) HANDSHAKE_TIMEOUT.toMillis());
            TcpPeerConnection dialled = secured(socket, address, true);
            if (!dialled.peer().equals(peer)) {
                throw new IOException("there is another peer: " + dialled.peer());
            }
            Thread.ofVirtual().name("gossip-read").start(dialled::readAll);
            return dialled;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private TcpPeerConnection secured(Socket socket, InetSocketAddress remote, boolean outbound) throws IOException {
        keepAlive(socket);
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, remote.getPort(), true);
        secure.setUseClientMode(outbound);
        SSLParameters parameters = secure.getSSLParameters();
        TlsContext.configure(parameters);
        secure.setSSLParameters(parameters);
        secure.setSoTimeout((int) HANDSHAKE_TIMEOUT.toMillis());
        // Closes the socket beneath: TLS would wait for who reads or writes at the time.
        Thread deadline = Thread.ofVirtual().name("gossip-deadline").start(() -> closeAfter(HANDSHAKE_MAX, socket));
        try {
            secure.startHandshake();
        } finally {
            deadline.interrupt();
        }
        secure.setSoTimeout(0);
        if (!ALPN.equals(secure.getApplicationProtocol())) {
            throw new IOException("no application protocol in common");
        }
        return new TcpPeerConnection(connections, TlsContext.peer(secure.getSession()), remote, outbound, secure);
    }

    /** A peer that vanished without a word is noticed after a minute and a half. */
    private static void keepAlive(Socket socket) throws SocketException {
        try {
            socket.setTcpNoDelay(true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
        } catch (SocketException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException _) {
            // Systems without these options ask after two hours.
        }
    }

    private static void closeAfter(Duration time, Socket socket) {
        try {
            Thread.sleep(time);
            close(socket);
        } catch (InterruptedException _) {
            // The handshake is through, or has failed by itself.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed either way.
        }
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
        try {
            server.close();
        } catch (IOException _) {
            // It is closed either way.
        }
        connections.close();
    }
}
