package org.vanta.appliance.gossip.transport;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;
import tech.kwik.core.ConnectionTerminatedEvent;
import tech.kwik.core.QuicConnection;
import tech.kwik.core.QuicStream;
import tech.kwik.core.impl.QuicClientConnectionImpl;
import tech.kwik.core.server.impl.ServerConnectionImpl;

/** A QUIC connection as iroh-gossip/1 uses it: for each topic and direction one unidirectional stream that begins with the topic. */
final class QuicPeerConnection extends PeerConnection {
    /** Streams that a peer may have open: one for each topic, and there is one topic for each network. */
    static final int STREAMS_MAX = 16;
    /** The code iroh closes and stops with; peers do not read it. */
    private static final long NO_ERROR = 0;
    /** QUIC has no word for "all has arrived", so the last frames get this long before the connection closes. */
    private static final int LINGER_MS = 300;
    /** What a QUIC packet of the least size, 1,200 bytes, has room for. */
    private static final int WRITE_MAX = 1_100;

    private static final byte[] NOTHING = {};

    private final QuicConnection connection;
    private final Map<TopicId, OutputStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger reading = new AtomicInteger();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean nudged;

    QuicPeerConnection(
            PeerConnections connections,
            PeerId peer,
            InetSocketAddress remote,
            boolean outbound,
            QuicConnection connection) {
        super(connections, peer, remote, outbound);
        this.connection = connection;
        connection.setConnectionListener(this::terminated);
    }

    @Override
    void write(TopicId topic, List<byte[]> frames) throws IOException {
        OutputStream stream = streams.get(topic);
        if (stream == null) {
            stream = connection.createStream(false).getOutputStream();
            write(stream, Frames.join(List.of(topic.bytes().toBytes())));
            streams.put(topic, stream);
        }
        write(stream, Frames.join(frames));
        nudged = false;
    }

    /** No piece is longer than a packet, which is sent at once: {@link #nudge} says why. */
    private static void write(OutputStream stream, byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; from += WRITE_MAX) {
            stream.write(bytes, from, Math.min(WRITE_MAX, bytes.length - from));
        }
    }

    /**
     * The library forgets to go on with a stream when its sender takes what was just written before the writer has noted down that it asked for
     * that, and something of it does not fit into the packet. The next write reminds it; an empty one does too, and does not wait for room.
     */
    @Override
    void nudge() throws IOException {
        nudged = true;
        for (OutputStream stream : streams.values()) {
            stream.write(NOTHING);
        }
    }

    @Override
    void finish() throws IOException {
        // The library does not find the end of a stream behind an empty write; the connection's end says the same.
        for (OutputStream stream : nudged ? List.<OutputStream>of() : streams.values()) {
            stream.close();
        }
        try {
            boolean peerWasFirst = terminated.await(LINGER_MS, TimeUnit.MILLISECONDS);
            if (peerWasFirst) {
                lost("closed by the peer");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void shut(String reason) {
        try {
            connection.close(NO_ERROR, reason);
        } catch (RejectedExecutionException _) {
            // The library has ended the connection's threads: it is closed already.
        }
    }

    @Override
    boolean isAlive() {
        return connection instanceof QuicClientConnectionImpl dialled
                ? dialled.isConnected()
                : !((ServerConnectionImpl) connection).isClosed();
    }

    /** Who dialled keeps the connection alive, as iroh does; QUIC's idle timeout is 30 seconds. */
    @Override
    void keepAlive() {
        if (connection instanceof QuicClientConnectionImpl dialled && dialled.isConnected()) {
            dialled.ping();
        }
    }

    private void terminated(ConnectionTerminatedEvent event) {
        terminated.countDown();
        lost((event.closedByPeer() ? "closed by the peer" : "closed") + ": " + event.errorDescription());
    }

    /** Begins to read a stream the peer has opened. */
    void accept(QuicStream stream) {
        if (!stream.isUnidirectional() || reading.incrementAndGet() > STREAMS_MAX) {
            stream.abortReading(NO_ERROR);
            misbehaved(stream.isUnidirectional() ? "more than " + STREAMS_MAX + " streams" : "bidirectional stream");
            return;
        }
        Thread.ofVirtual().name("gossip-read").start(() -> {
            read(stream);
            reading.decrementAndGet();
        });
    }

    private void read(QuicStream stream) {
        try {
            awaitAnnounced();
            DataInputStream in = new DataInputStream(new BufferedInputStream(stream.getInputStream()));
            Optional<byte[]> header = Frames.read(in, Hash256.BYTES, Hash256.BYTES);
            if (header.isEmpty()) {
                return;
            }
            TopicId topic = new TopicId(Hash256.of(header.get()));
            for (Optional<byte[]> frame = Frames.read(in, 0, GossipTransport.FRAME_MAX);
                    frame.isPresent();
                    frame = Frames.read(in, 0, GossipTransport.FRAME_MAX)) {
                received(topic, frame.get());
            }
        } catch (BrokenFrameException e) {
            stream.abortReading(NO_ERROR);
            misbehaved(e.reason());
        } catch (IOException _) {
            // The stream was reset or the connection is gone, which the connection tells itself.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
