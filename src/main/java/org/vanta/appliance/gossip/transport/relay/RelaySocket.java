package org.vanta.appliance.gossip.transport.relay;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import org.vanta.appliance.gossip.core.PeerId;

/** A UDP socket to whoever uses it; its packets wait in a bounded queue and are dropped when that is full. */
final class RelaySocket extends DatagramSocket {
    private static final int QUEUE_MAX = 1_024;
    private static final int LONG_HEADER = 0x80;
    private static final int ID_LENGTH_AT = 5;

    private final RelaySockets sockets;
    private final Optional<PeerId> peer;
    private final Received end = new Received(new byte[0], new InetSocketAddress(0));
    private final ArrayBlockingQueue<Received> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private volatile byte[] ownId = new byte[0];
    private volatile boolean ended;

    private record Received(byte[] packet, InetSocketAddress from) {}

    RelaySocket(RelaySockets sockets, Optional<PeerId> peer) throws SocketException {
        super((SocketAddress) null);
        this.sockets = sockets;
        this.peer = peer;
    }

    boolean isFor(PeerId other) {
        return peer.filter(other::equals).isPresent();
    }

    /** Whether a packet is for the connection id that this socket's first packets said was its own. */
    boolean hasId(byte[] packet) {
        byte[] id = ownId;
        if (id.length == 0 || packet.length < ID_LENGTH_AT + 1 + id.length) {
            return false;
        }
        boolean isLong = (packet[0] & LONG_HEADER) != 0;
        int at = isLong ? ID_LENGTH_AT + 1 : 1;
        return (!isLong || packet[ID_LENGTH_AT] == id.length)
                && Arrays.equals(packet, at, at + id.length, id, 0, id.length);
    }

    void deliver(byte[] packet, InetSocketAddress from) {
        queue.offer(new Received(packet, from));
    }

    @Override
    public void send(DatagramPacket packet) throws SocketException {
        if (ended) {
            throw new SocketException("closed");
        }
        byte[] bytes =
                Arrays.copyOfRange(packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength());
        if (ownId.length == 0) {
            ownId = sourceId(bytes);
        }
        sockets.send(this, (InetSocketAddress) packet.getSocketAddress(), bytes);
    }

    private static byte[] sourceId(byte[] packet) {
        if (packet.length <= ID_LENGTH_AT || (packet[0] & LONG_HEADER) == 0) {
            return new byte[0];
        }
        int at = ID_LENGTH_AT + 1 + (packet[ID_LENGTH_AT] & 0xff);
        int length = at < packet.length ? packet[at] & 0xff : 0;
        return at + 1 + length <= packet.length ? Arrays.copyOfRange(packet, at + 1, at + 1 + length) : new byte[0];
    }

    @Override
    public void receive(DatagramPacket packet) throws SocketException {
        try {
            Received next = queue.take();
            if (ended) {
                queue.offer(end);
                throw new SocketException("closed");
            }
            int length = Math.min(next.packet().length, packet.getData().length - packet.getOffset());
            System.arraycopy(next.packet(), 0, packet.getData(), packet.getOffset(), length);
            packet.setLength(length);
            packet.setSocketAddress(next.from());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted");
        }
    }

    @Override
    public int getLocalPort() {
        return 0;
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void close() {
        ended = true;
        queue.clear();
        queue.offer(end);
        sockets.closed(this);
        super.close();
    }
}
