package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Connections among simulated peers, and the only clock. As over QUIC, frames of one connection keep their order and none is lost but with its
 * connection; what does get lost are connections, and frames that find a queue full, of which the sender is told.
 */
final class SimulatedNetwork {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1000 * MILLI;

    /** A peer, as its transport sees it. */
    interface Endpoint {
        PeerId id();

        boolean isUp();

        boolean admits(PeerId peer);

        void connected(PeerId peer);

        void disconnected(PeerId peer);

        void unreachable(PeerId peer);

        void received(PeerId from, byte[] frame);
    }

    private static final class Link {
        final long delay;
        boolean broken;
        final Map<PeerId, Long> lastArrival = new HashMap<>();

        Link(long delay) {
            this.delay = delay;
        }
    }

    private record Pair(PeerId low, PeerId high) {
        static Pair of(PeerId one, PeerId other) {
            return one.compareTo(other) < 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    private record Due(long at, long order, Runnable work) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final RandomGenerator random;
    private final Map<PeerId, Endpoint> endpoints = new HashMap<>();
    private final Map<Pair, Link> links = new HashMap<>();
    private final Map<PeerId, Integer> side = new HashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private long order;
    private long now;
    private boolean faulty;

    SimulatedNetwork(RandomGenerator random) {
        this.random = random;
    }

    long now() {
        return now;
    }

    void in(long delay, Runnable work) {
        due.add(new Due(now + delay, order++, work));
    }

    void runUntil(long end) {
        while (!due.isEmpty() && due.peek().at <= end) {
            Due next = due.remove();
            now = next.at;
            next.work.run();
        }
        now = end;
    }

    void add(Endpoint endpoint) {
        endpoints.put(endpoint.id(), endpoint);
    }

    /** While faulty, queues are full and connections break now and then. */
    void setFaulty(boolean faulty) {
        this.faulty = faulty;
    }

    /** Cuts the network in two; peers not named stay on side 0. */
    void partition(Map<PeerId, Integer> sides) {
        side.clear();
        side.putAll(sides);
        for (Pair pair : List.copyOf(links.keySet())) {
            if (isCut(pair.low, pair.high)) {
                breakLink(pair.low, pair.high);
            }
        }
    }

    private boolean isCut(PeerId one, PeerId other) {
        return !side.getOrDefault(one, 0).equals(side.getOrDefault(other, 0));
    }

    void dial(PeerId from, PeerId to) {
        Endpoint target = endpoints.get(to);
        if (links.containsKey(Pair.of(from, to))) {
            in(0, () -> endpoints.get(from).connected(to));
            return;
        }
        long delay = (1 + random.nextInt(80)) * MILLI;
        in(3 * delay, () -> {
            Endpoint source = endpoints.get(from);
            if (!source.isUp()) {
                return;
            }
            if (target == null || !target.isUp() || !target.admits(from) || !source.admits(to) || isCut(from, to)) {
                in((long) random.nextInt(2000) * MILLI, () -> source.unreachable(to));
                return;
            }
            if (links.putIfAbsent(Pair.of(from, to), new Link(delay)) == null) {
                target.connected(from);
            }
            source.connected(to);
        });
    }

    /** False if the frame was refused. */
    boolean send(PeerId from, PeerId to, byte[] frame) {
        Link link = links.get(Pair.of(from, to));
        if (link == null) {
            return true;
        }
        if (faulty && random.nextInt(100) == 0) {
            return false;
        }
        if (faulty && random.nextInt(2000) == 0) {
            breakLink(from, to);
            return true;
        }
        long arrival =
                Math.max(now + link.delay + random.nextInt(5) * MILLI / 2, link.lastArrival.getOrDefault(to, 0L));
        link.lastArrival.put(to, arrival);
        in(arrival - now, () -> {
            if (!link.broken && endpoints.get(to).isUp()) {
                endpoints.get(to).received(from, frame);
            }
        });
        return true;
    }

    /** Closes in order: what was sent arrives first. */
    void close(PeerId from, PeerId to) {
        Link link = links.get(Pair.of(from, to));
        if (link != null) {
            in(Math.max(0, link.lastArrival.getOrDefault(to, now) - now) + 1, () -> {
                if (links.get(Pair.of(from, to)) == link) {
                    breakLink(from, to);
                }
            });
        }
    }

    private void breakLink(PeerId one, PeerId other) {
        Link link = links.remove(Pair.of(one, other));
        if (link == null) {
            return;
        }
        link.broken = true;
        for (PeerId[] ends : new PeerId[][] {{one, other}, {other, one}}) {
            in((long) random.nextInt(300) * MILLI, () -> {
                if (endpoints.get(ends[0]).isUp() && !links.containsKey(Pair.of(one, other))) {
                    endpoints.get(ends[0]).disconnected(ends[1]);
                }
            });
        }
    }

    void crash(PeerId peer) {
        for (Pair pair : new ArrayList<>(links.keySet())) {
            if (pair.low.equals(peer) || pair.high.equals(peer)) {
                breakLink(pair.low, pair.high);
            }
        }
    }
}
