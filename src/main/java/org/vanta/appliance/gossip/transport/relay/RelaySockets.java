package org.vanta.appliance.gossip.transport.relay;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * UDP sockets whose packets go through a relay: one to listen and one for each connection dialled, all over one {@link RelayClient}. Peers have
 * made-up addresses, {@code fd} and the first 15 bytes of the id, since QUIC libraries think in addresses.
 */
public final class RelaySockets implements AutoCloseable {
    private static final int PORT = 9;
    private static final int PEERS_MAX = 4_096;
    private static final int LONG_HEADER = 0x80;

    private final RelayClient client;
    private final HandshakeGate gate;
    private final Map<InetAddress, PeerId> peers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, PeerId> eldest) {
            return size() > PEERS_MAX;
        }
    };
    private final List<RelaySocket> dialling = new CopyOnWriteArrayList<>();
    private final RelaySocket listening;

    /** @param gate asked before a packet of a peer that was not dialled is handed on */
    public RelaySockets(RelayClient client, HandshakeGate gate) throws SocketException {
        this.client = client;
        this.gate = gate;
        this.listening = new RelaySocket(this, Optional.empty());
    }

    public void start() {
        client.start(this::received);
    }

    public DatagramSocket listening() {
        return listening;
    }

    /** A socket for a connection to one peer. */
    public DatagramSocket dialling(PeerId peer) throws SocketException {
        RelaySocket socket = new RelaySocket(this, Optional.of(peer));
        dialling.add(socket);
        return socket;
    }

    public boolean isConnected() {
        return client.isConnected();
    }

    /** As {@link RelayClient#awaitConnected}. */
    public boolean awaitConnected(boolean wanted, Duration patience) throws InterruptedException {
        return client.awaitConnected(wanted, patience);
    }

    /** Where a QUIC library is told that a peer is. */
    public InetSocketAddress placeholder(PeerId peer) {
        byte[] ip = new byte[16];
        System.arraycopy(peer.key().toBytes(), 0, ip, 1, ip.length - 1);
        ip[0] = (byte) 0xfd;
        try {
            InetAddress address = InetAddress.getByAddress(ip);
            synchronized (peers) {
                peers.put(address, peer);
            }
            return new InetSocketAddress(address, PORT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    void send(RelaySocket from, InetSocketAddress to, byte[] packet) {
        PeerId peer;
        synchronized (peers) {
            peer = peers.get(to.getAddress());
        }
        if (from == listening) {
            gate.answers(to, ByteBuffer.wrap(packet));
        }
        if (peer != null) {
            client.send(peer, packet);
        }
    }

    void closed(RelaySocket socket) {
        dialling.remove(socket);
    }

    /**
     * A peer that was dialled may dial as well, through the same relay. Packets name the connection by an id its reader chose: an id that a
     * dialling socket has used goes there; of another id only a short header leaves open whose it is, and who does not know it drops it.
     */
    private void received(PeerId from, byte[] packet) {
        InetSocketAddress address = placeholder(from);
        boolean mayListen = true;
        for (RelaySocket socket : dialling) {
            if (socket.isFor(from)) {
                boolean own = socket.hasId(packet);
                if (own || packet.length > 0 && (packet[0] & LONG_HEADER) == 0) {
                    socket.deliver(packet, address);
                }
                mayListen &= !own;
            }
        }
        if (mayListen && gate.admits(address, ByteBuffer.wrap(packet))) {
            listening.deliver(packet, address);
        }
    }

    /** Leaves the relay. The sockets are closed by whom they were given to: the QUIC library ends the program if its socket fails. */
    @Override
    public void close() {
        client.close();
    }
}
