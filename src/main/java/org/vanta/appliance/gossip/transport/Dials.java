package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/** Connections being made: at most one to a peer at a time, and a bounded number in all, each on a thread of its own. */
final class Dials {
    private final PeerId self;
    private final PeerConnections connections;
    private final int max;
    private final Set<PeerId> under = ConcurrentHashMap.newKeySet();

    Dials(PeerId self, PeerConnections connections, int max) {
        this.self = self;
        this.connections = connections;
        this.max = max;
    }

    /** Makes one connection; waits as long as that takes. */
    interface Route {
        PeerConnection dial() throws IOException;
    }

    /** Makes a connection to an address of a peer; waits as long as that takes. */
    interface Dialer {
        PeerConnection dial(PeerId peer, InetSocketAddress address) throws IOException;
    }

    /** Tries the direct addresses in turn and then the relay, unless there is a connection or one is being made. */
    void dial(PeerId peer, PeerAddress address, Dialer direct, Optional<Route> relay) {
        if (peer.equals(self)) {
            connections.unreachable(peer, "this is the endpoint's own id");
        } else if (connections.isConnected(peer) || !under.add(peer)) {
            return;
        } else if (under.size() + connections.outbound() > max) {
            under.remove(peer);
            connections.unreachable(peer, "already " + max + " connections made from here");
        } else {
            Thread.ofVirtual().name("gossip-dial").start(() -> {
                Optional<String> failure = tryAll(peer, address, direct, relay);
                under.remove(peer);
                failure.ifPresent(why -> connections.unreachable(peer, why));
            });
        }
    }

    private Optional<String> tryAll(PeerId peer, PeerAddress address, Dialer direct, Optional<Route> relay) {
        String why = "no address is known";
        for (InetSocketAddress to : address.direct()) {
            try {
                return take(peer, direct.dial(peer, to));
            } catch (IOException | RuntimeException e) {
                why = to + ": " + e.getMessage();
            }
        }
        if (relay.isPresent()) {
            try {
                return take(peer, relay.get().dial());
            } catch (IOException | RuntimeException e) {
                why = "through the relay: " + e.getMessage();
            }
        }
        return Optional.of(why);
    }

    private Optional<String> take(PeerId peer, PeerConnection dialled) {
        // Whoever hears that the connection came, or ended at once, may dial again.
        under.remove(peer);
        Optional<String> refusal = connections.add(dialled);
        refusal.ifPresent(dialled::close);
        return refusal;
    }
}
