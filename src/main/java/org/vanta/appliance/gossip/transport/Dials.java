package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/** Connections being made: at most one to a peer at a time, and a bounded number in all, each on a thread of its own. */
final class Dials {
    private final PeerId self;
    private final PeerConnections connections;
    private final int max;
    private final LongSupplier nanoTime;
    private final Set<PeerId> under = ConcurrentHashMap.newKeySet();

    Dials(PeerId self, PeerConnections connections, int max, LongSupplier nanoTime) {
        this.self = self;
        this.connections = connections;
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /** Makes one connection; waits as long as that takes. */
    interface Route {
        PeerConnection dial() throws IOException;
    }

    /** Makes a connection to an address of a peer; waits as long as that takes. */
    interface Dialer {
        PeerConnection dial(PeerId peer, InetSocketAddress address) throws IOException;
    }

    /** @param ours whether a bound of ours is why, and nothing is said of the peer */
    private record Failure(String why, boolean ours) {}

    /**
     * Tries the direct addresses in turn, none after {@code patience}, and then the relay, unless there is a connection or one is being made.
     */
    void dial(PeerId peer, PeerAddress address, Duration patience, Dialer direct, Optional<Route> relay) {
        if (peer.equals(self)) {
            connections.unreachable(peer, "this is the endpoint's own id");
        } else if (connections.isConnected(peer) || !under.add(peer)) {
            return;
        } else if (under.size() + connections.outbound() > max) {
            under.remove(peer);
            connections.notDialled(peer, "already " + max + " connections made from here");
        } else {
            Thread.ofVirtual().name("gossip-dial").start(() -> {
                Optional<Failure> failure = tryAll(peer, address, patience, direct, relay);
                under.remove(peer);
                failure.ifPresent(found -> tell(peer, found));
            });
        }
    }

    private void tell(PeerId peer, Failure failure) {
        if (failure.ours) {
            connections.notDialled(peer, failure.why);
        } else {
            connections.unreachable(peer, failure.why);
        }
    }

    private Optional<Failure> tryAll(
            PeerId peer, PeerAddress address, Duration patience, Dialer direct, Optional<Route> relay) {
        long begun = nanoTime.getAsLong();
        String why = "no address is known";
        for (InetSocketAddress to : address.direct()) {
            if (nanoTime.getAsLong() - begun >= patience.toNanos()) {
                break;
            }
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
        return Optional.of(new Failure(why, false));
    }

    private Optional<Failure> take(PeerId peer, PeerConnection dialled) {
        // Whoever hears that the connection came, or ended at once, may dial again.
        under.remove(peer);
        Optional<String> refusal = connections.add(dialled);
        refusal.ifPresent(dialled::close);
        return refusal.map(why -> new Failure(why, true));
    }
}
