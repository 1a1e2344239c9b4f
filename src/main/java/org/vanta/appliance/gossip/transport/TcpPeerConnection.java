package org.vanta.appliance.gossip.transport;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/** A TLS connection: every frame is the topic's 32 bytes and then what iroh-gossip/1 would send as a frame. */
final class TcpPeerConnection extends PeerConnection {
    private final SSLSocket socket;
    private final OutputStream out;

    TcpPeerConnection(
            PeerConnections connections, PeerId peer, InetSocketAddress remote, boolean outbound, SSLSocket socket)
            throws IOException {
        super(connections, peer, remote, outbound);
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    @Override
    void write(TopicId topic, List<byte[]> frames) throws IOException {
        byte[] id = topic.bytes().toBytes();
        out.write(Frames.join(frames.stream().map(frame -> prefixed(id, frame)).toList()));
        out.flush();
    }

    private static byte[] prefixed(byte[] id, byte[] frame) {
        byte[] both = Arrays.copyOf(id, id.length + frame.length);
        System.arraycopy(frame, 0, both, id.length, frame.length);
        return both;
    }

    /** TCP forgets nothing. */
    @Override
    void nudge() {}

    @Override
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    void shut(String reason) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed either way.
        }
    }

    @Override
    boolean isAlive() {
        return !socket.isClosed();
    }

    /** TCP asks by itself whether the other side is there. */
    @Override
    void keepAlive() {}

    /** Reads until the end; everything that ends it closes the connection. */
    void readAll() {
        try {
            awaitAnnounced();
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            int max = Hash256.BYTES + GossipTransport.FRAME_MAX;
            for (Optional<byte[]> next = Frames.read(in, Hash256.BYTES, max);
                    next.isPresent();
                    next = Frames.read(in, Hash256.BYTES, max)) {
                byte[] both = next.get();
                received(
                        new TopicId(Hash256.of(both, 0, Hash256.BYTES)),
                        Arrays.copyOfRange(both, Hash256.BYTES, both.length));
            }
            lost("closed by the peer");
        } catch (BrokenFrameException e) {
            misbehaved(e.reason());
            lost(e.reason());
        } catch (IOException e) {
            lost("reading failed: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
