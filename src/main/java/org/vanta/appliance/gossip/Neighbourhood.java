package org.vanta.appliance.gossip;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vanta.appliance.gossip.core.PeerAddress;
import org.vanta.appliance.gossip.core.PeerId;

/** Who is a neighbour and where: told by the overlay, shown to the owner, remembered in the cache. For the gossip thread but where said. */
final class Neighbourhood {
    private final boolean local;
    private final Routes routes;
    private final Reputation reputation;
    private final PeerCache cache;
    private final InstantSource clock;
    private final Map<PeerId, PeerAddress> neighbours = new LinkedHashMap<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile List<Neighbour> shown = List.of();

    /** @param local whether addresses of this machine and of local networks are worth remembering */
    Neighbourhood(boolean local, Routes routes, Reputation reputation, PeerCache cache, InstantSource clock) {
        this.local = local;
        this.routes = routes;
        this.reputation = reputation;
        this.cache = cache;
        this.clock = clock;
    }

    void up(PeerId peer, PeerAddress address) {
        neighbours.put(peer, address);
        remember(peer, address);
        show();
        first.countDown();
    }

    void down(PeerId peer) {
        PeerAddress address = neighbours.remove(peer);
        if (address != null && !reputation.isBanned(peer)) {
            remember(peer, address);
        }
        show();
    }

    int size() {
        return neighbours.size();
    }

    /** Writes all into the cache as seen now. */
    void remember() {
        neighbours.forEach(this::remember);
    }

    private void remember(PeerId peer, PeerAddress told) {
        Routes.Route route = routes.get(peer);
        if (route != null && route.outbound() && told.direct().isEmpty() && isCallable(route.remote())) {
            cache.seen(peer, new PeerAddress(told.relay(), List.of(route.remote())), clock.instant());
        } else {
            cache.seen(peer, told, clock.instant());
        }
    }

    private boolean isCallable(InetSocketAddress address) {
        return !address.isUnresolved() && (local || AddressGroup.isPublic(address.getAddress()));
    }

    /** Brings what is shown up to date. */
    void show() {
        Instant now = clock.instant();
        List<Neighbour> all = new ArrayList<>();
        for (PeerId peer : neighbours.keySet()) {
            Routes.Route route = routes.get(peer);
            if (route != null) {
                all.add(new Neighbour(
                        peer.hex(),
                        Addresses.text(route.remote()),
                        route.outbound(),
                        now.minusNanos(System.nanoTime() - route.since()),
                        reputation.score(peer)));
            }
        }
        shown = List.copyOf(all);
    }

    /** For any thread. */
    List<Neighbour> shown() {
        return shown;
    }

    /** For any thread: false if there has been no neighbour until then. */
    boolean awaitFirst(Duration patience) throws InterruptedException {
        return first.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }
}
