package org.vanta.appliance.gossip.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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

    /** One end of a connection. */
    private static final class Link {
        final Endpoint to;
        final long delay;
        boolean broken;
        long lastArrival;

        Link(Endpoint to, long delay) {
            this.to = to;
            this.delay = delay;
        }
    }

    private record Due(long at, long order, Runnable work) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final RandomGenerator random;
    private final int delayMaxMillis;
    private final Map<PeerId, Endpoint> endpoints = new HashMap<>();
    /** By who sends, then by who receives. */
    private final Map<PeerId, Map<PeerId, Link>> links = new LinkedHashMap<>();

    private final Map<PeerId, Integer> side = new HashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private long order;
    private long now;
    private long dials;
    private boolean faulty;

    SimulatedNetwork(RandomGenerator random, int delayMaxMillis) {
        this.random = random;
        this.delayMaxMillis = delayMaxMillis;
    }

    long now() {
        return now;
    }

    /** Connections that peers have begun to make. */
    long dials() {
        return dials;
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
        links.put(endpoint.id(), new LinkedHashMap<>());
    }

    private @Nullable Link link(PeerId from, PeerId to) {
        return links.get(from).get(to);
    }

    /** While faulty, queues are full and connections break now and then. */
    void setFaulty(boolean faulty) {
        this.faulty = faulty;
    }

    /** Cuts the network in two; peers not named stay on side 0. */
    void partition(Map<PeerId, Integer> sides) {
        side.clear();
        side.putAll(sides);
        links.forEach((from, ends) -> {
            for (PeerId to : List.copyOf(ends.keySet())) {
                if (isCut(from, to)) {
                    breakLink(from, to);
                }
            }
        });
    }

    private boolean isCut(PeerId one, PeerId other) {
        return !side.getOrDefault(one, 0).equals(side.getOrDefault(other, 0));
    }

    void dial(PeerId from, PeerId to) {
        Endpoint target = endpoints.get(to);
        if (link(from, to) != null) {
            in(0, () -> endpoints.get(from).connected(to));
            return;
        }
        dials++;
        long delay = (1 + random.nextInt(delayMaxMillis)) * MILLI;
        in(3 * delay, () -> {
            Endpoint source = endpoints.get(from);
            if (!source.isUp()) {
                return;
            }
            if (target == null || !target.isUp() || !target.admits(from) || !source.admits(to) || isCut(from, to)) {
                in((long) random.nextInt(2000) * MILLI, () -> source.unreachable(to));
                return;
            }
            if (link(from, to) == null) {
                links.get(from).put(to, new Link(target, delay));
                links.get(to).put(from, new Link(source, delay));
                target.connected(from);
            }
            source.connected(to);
        });
    }

    /** False if the frame was refused. */
    boolean send(PeerId from, PeerId to, byte[] frame) {
        Link link = link(from, to);
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
        link.lastArrival = Math.max(now + link.delay + random.nextInt(5) * MILLI / 2, link.lastArrival);
        in(link.lastArrival - now, () -> {
            if (!link.broken && link.to.isUp()) {
                link.to.received(from, frame);
            }
        });
        return true;
    }

    /** Closes in order: what was sent arrives first. */
    void close(PeerId from, PeerId to) {
        Link link = link(from, to);
        if (link != null) {
            in(Math.max(0, link.lastArrival - now) + 1, () -> {
                if (!link.broken) {
                    breakLink(from, to);
                }
            });
        }
    }

    private void breakLink(PeerId one, PeerId other) {
        Link there = links.get(one).remove(other);
        Link back = links.get(other).remove(one);
        if (there == null || back == null) {
            return;
        }
        there.broken = true;
        back.broken = true;
        for (PeerId[] ends : new PeerId[][] {{one, other}, {other, one}}) {
            in((long) random.nextInt(300) * MILLI, () -> {
                if (endpoints.get(ends[0]).isUp() && link(one, other) == null) {
                    endpoints.get(ends[0]).disconnected(ends[1]);
                }
            });
        }
    }

    void crash(PeerId peer) {
        for (PeerId other : List.copyOf(links.get(peer).keySet())) {
            breakLink(peer, other);
        }
    }
}
