package org.vanta.appliance.gossip.transport.relay;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * This endpoint's connection to a relay. It is made again whenever it breaks, with pauses that grow; meanwhile packets are lost, which QUIC
 * bears.
 */
public final class RelayClient implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RelayClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(45);
    private static final Duration PING_EVERY = Duration.ofSeconds(15);
    private static final int PAUSE_MIN_MS = 500;
    private static final int PAUSE_MAX_MS = 60_000;
    /** Packets on the way to the relay; more are dropped, as a network would. */
    private static final int QUEUE_MAX = 512;

    private final URI uri;
    private final PeerId self;
    private final UnaryOperator<byte[]> signer;
    private final ArrayBlockingQueue<RelayFrame> outgoing = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private volatile BiConsumer<PeerId, byte[]> receiver = (_, _) -> {};
    private volatile @Nullable Thread worker;
    private volatile boolean connected;
    private volatile boolean closed;

    /**
     * @param url the relay's URL as iroh writes it, {@code http://host:port/} or {@code https://host/}
     * @param signer signs with the endpoint's key
     */
    public RelayClient(URI url, PeerId self, UnaryOperator<byte[]> signer) {
        this.uri = socketUri(url);
        this.self = self;
        this.signer = signer;
    }

    static URI socketUri(URI url) {
        String scheme = url.getScheme();
        if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                    "'" + url + "' is no relay: wanted is http://host:port/ or https://host/");
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return URI.create(("https".equals(scheme) ? "wss://" : "ws://") + url.getHost() + port + "/relay");
    }

    /** Connects, now and whenever the connection breaks. Packets go to the receiver, which must return at once. */
    public void start(BiConsumer<PeerId, byte[]> to) {
        receiver = to;
        worker = Thread.ofVirtual().name("gossip-relay").start(this::stayConnected);
    }

    public boolean isConnected() {
        return connected;
    }

    /** Waits until the relay is connected, or is not; false if that does not come about in time. */
    public synchronized boolean awaitConnected(boolean wanted, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); connected != wanted && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return connected == wanted;
    }

    private synchronized void setConnected(boolean now) {
        connected = now;
        notifyAll();
    }

    /** Sends a packet to a peer at the same relay; false if it was dropped here. */
    public boolean send(PeerId peer, byte[] packet) {
        return connected && outgoing.offer(new RelayFrame.Packets(true, peer, (byte) 0, 0, packet));
    }

    private void stayConnected() {
        int pause = PAUSE_MIN_MS;
        while (!closed) {
            try {
                Session session = new Session();
                WebSocket socket = http.newWebSocketBuilder()
                        .subprotocols(RelayFrame.PROTOCOL)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .buildAsync(uri, session)
                        .get(CONNECT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                if (session.use(socket)) {
                    pause = PAUSE_MIN_MS;
                }
            } catch (ExecutionException | TimeoutException e) {
                LOG.debugf(e, "relay %s can't be reached", uri);
            } catch (RuntimeException | Error e) {
                LOG.warnf(e, "the connection to relay %s failed; it is made again", uri);
            } catch (InterruptedException _) {
                return;
            }
            setConnected(false);
            outgoing.clear();
            try {
                Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextInt(pause));
            } catch (InterruptedException _) {
                return;
            }
            pause = Math.min(PAUSE_MAX_MS, pause * 2);
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread running = worker;
        if (running != null) {
            running.interrupt();
        }
        // Its own close would wait for the connection that is closing.
        http.shutdownNow();
    }

    /** One connection: what comes in is handled by the WebSocket's threads, what goes out by ours. */
    private final class Session implements WebSocket.Listener {
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
        private volatile long heard = System.nanoTime();
        private volatile boolean ended;
        private volatile boolean accepted;

        /** Sends until the connection ends; true if the relay had accepted this endpoint. */
        boolean use(WebSocket socket) throws InterruptedException {
            long pinged = System.nanoTime();
            try {
                while (!ended && System.nanoTime() - heard < SILENCE_MAX.toNanos()) {
                    RelayFrame frame = outgoing.poll(1, TimeUnit.SECONDS);
                    if (frame == null && accepted && System.nanoTime() - pinged > PING_EVERY.toNanos()) {
                        pinged = System.nanoTime();
                        frame = new RelayFrame.Ping(new byte[RelayFrame.PING_BYTES]);
                    }
                    if (frame != null) {
                        socket.sendBinary(ByteBuffer.wrap(frame.encoded()), true)
                                .get(CONNECT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                    }
                }
            } catch (ExecutionException | TimeoutException e) {
                LOG.debugf(e, "relay %s is lost", uri);
            } finally {
                socket.abort();
            }
            return accepted;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            heard = System.nanoTime();
            if (partial.size() + data.remaining() > RelayFrame.FRAME_MAX) {
                ended = true;
                return null;
            }
            byte[] part = new byte[data.remaining()];
            data.get(part);
            partial.writeBytes(part);
            if (last) {
                byte[] message = partial.toByteArray();
                partial.reset();
                RelayFrame.decode(message).ifPresent(this::received);
            }
            socket.request(1);
            return null;
        }

        private void received(RelayFrame frame) {
            switch (frame) {
                case RelayFrame.Challenge(byte[] challenge)
                when !accepted -> reply(new RelayFrame.Proof(self, signer.apply(RelayProof.signed(challenge))));
                case RelayFrame.Accepted() -> {
                    accepted = true;
                    setConnected(true);
                }
                case RelayFrame.Denied(String reason) -> {
                    LOG.warnf("relay %s refuses this endpoint: %s", uri, reason);
                    ended = true;
                }
                case RelayFrame.Packets packets
                when !packets.toRelay() && accepted ->
                    packets.split().forEach(packet -> receiver.accept(packets.peer(), packet));
                case RelayFrame.Ping(byte[] bytes) -> reply(new RelayFrame.Pong(bytes));
                default -> {
                    // Pongs and notices only show that the relay is there.
                }
            }
        }

        /** A queue full of packets loses one for an answer that the relay waits for. */
        private void reply(RelayFrame frame) {
            while (!outgoing.offer(frame)) {
                outgoing.poll();
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            ended = true;
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended = true;
        }
    }
}
