package org.vanta.appliance.gossip;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;
import org.vanta.appliance.gossip.transport.GossipTransport;

/**
 * Over which transports a peer is connected. All listen on the same port number, one on UDP and one on TCP, so an address serves for each;
 * they are tried in their order. For the gossip thread.
 */
final class Routes {
    /**
     * @param remote of the first connection; a placeholder if that goes through a relay
     * @param outbound whether we made it
     */
    record Route(BitSet transports, InetSocketAddress remote, boolean outbound, long since) {}

    private record Dialing(PeerAddress address, Duration patience, int transport) {}

    private final List<GossipTransport> transports;
    private final Map<PeerId, Route> routes = new HashMap<>();
    private final Map<PeerId, Dialing> dialing = new HashMap<>();

    Routes(List<GossipTransport> transports) {
        this.transports = List.copyOf(transports);
    }

    /** @param patience as of {@link GossipTransport#dial}, for each transport */
    void dial(PeerId peer, PeerAddress address, Duration patience) {
        dialing.put(peer, new Dialing(address, patience, 0));
        transports.getFirst().dial(peer, address, patience);
    }

    /** True if this is the peer's first connection. */
    boolean connected(int transport, PeerId peer, InetSocketAddress remote, boolean outbound, long now) {
        dialing.remove(peer);
        Route known = routes.get(peer);
        if (known != null) {
            known.transports.set(transport);
            return false;
        }
        BitSet one = new BitSet();
        one.set(transport);
        routes.put(peer, new Route(one, remote, outbound, now));
        return true;
    }

    /** Tries the next transport; true if none is left and the peer is given up. */
    boolean unreachable(int transport, PeerId peer) {
        Dialing under = dialing.get(peer);
        if (under == null || under.transport != transport) {
            return false;
        }
        int next = transport + 1;
        if (next < transports.size() && !routes.containsKey(peer)) {
            dialing.put(peer, new Dialing(under.address, under.patience, next));
            transports.get(next).dial(peer, under.address, under.patience);
            return false;
        }
        dialing.remove(peer);
        return !routes.containsKey(peer);
    }

    /** A transport makes no more connections at the moment; true if the dial is given up. */
    boolean notDialled(int transport, PeerId peer) {
        Dialing under = dialing.get(peer);
        if (under == null || under.transport != transport) {
            return false;
        }
        dialing.remove(peer);
        return !routes.containsKey(peer);
    }

    /** True if that was the peer's last connection. */
    boolean disconnected(int transport, PeerId peer) {
        Route known = routes.get(peer);
        if (known == null) {
            return false;
        }
        known.transports.clear(transport);
        if (!known.transports.isEmpty()) {
            return false;
        }
        routes.remove(peer);
        return true;
    }

    boolean send(PeerId peer, TopicId topic, byte[] frame) {
        Route known = routes.get(peer);
        if (known == null) {
            return false;
        }
        for (int i = known.transports.nextSetBit(0); i >= 0; i = known.transports.nextSetBit(i + 1)) {
            if (transports.get(i).send(peer, topic, frame)) {
                return true;
            }
        }
        return false;
    }

    void disconnect(PeerId peer, String reason) {
        for (GossipTransport transport : transports) {
            transport.disconnect(peer, reason);
        }
    }

    @Nullable
    Route get(PeerId peer) {
        return routes.get(peer);
    }

    Optional<InetSocketAddress> remote(PeerId peer) {
        return Optional.ofNullable(routes.get(peer)).map(Route::remote);
    }

    Set<PeerId> peers() {
        return Set.copyOf(routes.keySet());
    }
}
