package org.vanta.appliance.gossip.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/**
 * The open connections of a transport. Two peers that dial each other at once have two connections: each sends on the newest it knows and reads
 * from all, so none is closed under the other's hands; one that has been neither newest nor used for {@link #IDLE} is closed. What happens
 * to a peer is told in the order in which it happened, never while a lock is held.
 */
final class PeerConnections {
    static final Duration IDLE = Duration.ofMinutes(1);
    /** How long a parting may take: what is queued is worth a moment, a peer that does not read is not. */
    static final Duration DRAIN = Duration.ofSeconds(2);

    /** A write that takes so long is pushed. */
    static final Duration SLOW = Duration.ofSeconds(5);
    /** A write that takes so long is to a peer that does not read: its place is for one that does. */
    static final Duration STUCK = Duration.ofSeconds(40);

    private static final Logger LOG = Logger.getLogger(PeerConnections.class);

    private final TransportLimits limits;
    private final HandshakeBudget budget;
    private final Map<PeerId, Deque<PeerConnection>> byPeer = new HashMap<>();
    private final Map<Hash256, Integer> inboundByNetwork = new HashMap<>();
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger undelivered = new AtomicInteger();
    private volatile @Nullable TransportListener listener;
    private int count;
    private boolean closed;

    PeerConnections(TransportLimits limits) {
        this.limits = limits;
        budget = new HandshakeBudget(limits, System::nanoTime);
    }

    ReadingPace pace() {
        return new ReadingPace(limits, System.nanoTime());
    }

    void listener(TransportListener told) {
        listener = told;
    }

    Optional<TransportListener> listener() {
        return Optional.ofNullable(listener);
    }

    /** Whether somebody at an address may begin a handshake; asked once for each. */
    boolean mayBegin(InetAddress address) {
        return listener().filter(to -> to.admits(address)).isPresent() && budget.spend(address);
    }

    /** Takes in a connection that a peer has made, if the peer is welcome; otherwise closes it and says no. */
    boolean admit(PeerConnection connection) {
        boolean welcome = listener().filter(to -> to.admits(connection.peer())).isPresent();
        Optional<String> refusal = welcome ? add(connection) : Optional.of("not admitted");
        refusal.ifPresent(connection::close);
        return refusal.isEmpty();
    }

    /**
     * Takes a connection in and begins to send on it.
     *
     * @return why not, if it is one too many
     */
    Optional<String> add(PeerConnection connection) {
        PeerConnection oldest = null;
        synchronized (this) {
            Optional<String> refusal = refusal(connection);
            if (refusal.isPresent()) {
                return refusal;
            }
            Deque<PeerConnection> all = byPeer.computeIfAbsent(connection.peer(), _ -> new ArrayDeque<>());
            all.addFirst(connection);
            count++;
            if (!connection.outbound()) {
                inboundByNetwork.merge(network(connection), 1, Integer::sum);
            }
            if (all.size() > limits.connectionsPerPeer()) {
                oldest = all.peekLast();
            }
            tell(to -> to.connected(connection.peer(), connection.remote(), connection.outbound()), connection);
        }
        connection.begin();
        deliver();
        if (oldest != null) {
            oldest.close("replaced by a newer connection");
        }
        if (!connection.isAlive()) {
            // It ended before it stood in the table, where its end would have been noticed.
            connection.close("connection lost");
        }
        return Optional.empty();
    }

    private Optional<String> refusal(PeerConnection connection) {
        if (closed) {
            return Optional.of("shutting down");
        }
        if (count >= limits.connections()) {
            return Optional.of("too many connections");
        }
        if (!connection.outbound()
                && inboundByNetwork.getOrDefault(network(connection), 0) >= limits.connectionsPerAddress()) {
            return Optional.of("too many connections from this address");
        }
        return Optional.empty();
    }

    void lost(PeerConnection connection, String reason) {
        synchronized (this) {
            Deque<PeerConnection> all = byPeer.get(connection.peer());
            if (all == null || !all.remove(connection)) {
                return;
            }
            count--;
            if (!connection.outbound()) {
                inboundByNetwork.computeIfPresent(network(connection), (_, n) -> n > 1 ? n - 1 : null);
            }
            if (all.isEmpty()) {
                byPeer.remove(connection.peer());
                tell(to -> to.disconnected(connection.peer(), reason), null);
            }
        }
        deliver();
        connection.close(reason);
    }

    boolean send(PeerId peer, TopicId topic, byte[] frame) {
        if (frame.length > GossipTransport.FRAME_MAX) {
            throw new IllegalArgumentException(
                    "a frame has at most " + GossipTransport.FRAME_MAX + " bytes, got " + frame.length);
        }
        PeerConnection newest;
        synchronized (this) {
            Deque<PeerConnection> all = byPeer.get(peer);
            if (all == null) {
                return false;
            }
            newest = all.getFirst();
        }
        return newest.send(topic, frame);
    }

    synchronized boolean isConnected(PeerId peer) {
        return byPeer.containsKey(peer);
    }

    synchronized long outbound() {
        return all().stream().filter(PeerConnection::outbound).count();
    }

    synchronized long queuedBytes() {
        return all().stream().mapToLong(PeerConnection::queuedBytes).sum();
    }

    /** Drains every connection to a peer and closes it, on a thread of its own. */
    void disconnect(PeerId peer, String reason) {
        List<PeerConnection> leaving;
        synchronized (this) {
            Deque<PeerConnection> all = byPeer.get(peer);
            leaving = all == null ? List.of() : List.copyOf(all);
        }
        for (PeerConnection connection : leaving) {
            Thread.ofVirtual().name("gossip-drain").start(() -> connection.drain(DRAIN, reason));
        }
    }

    /** Tends the connections again and again on an executor, until that is shut down. */
    void tendEvery(Duration pause, ScheduledExecutorService tender) {
        var _ = tender.scheduleWithFixedDelay(
                () -> {
                    try {
                        tend(System.nanoTime());
                    } catch (RuntimeException | Error e) {
                        // What a scheduled task lets through ends the schedule.
                        LOG.error("connections could not be tended; that is tried again", e);
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Closes what is dead, stuck or has been idle for long, and keeps the others alive. */
    void tend(long nanoTime) {
        List<PeerConnection> all;
        List<PeerConnection> newest;
        synchronized (this) {
            all = all();
            newest = byPeer.values().stream().map(Deque::getFirst).toList();
        }
        for (PeerConnection connection : all) {
            try {
                tend(connection, newest.contains(connection), nanoTime);
            } catch (RuntimeException e) {
                // A library says so that the connection has closed meanwhile; the others are to be tended all the same.
                LOG.debugf(e, "the connection to %s could not be tended", connection.peer());
            }
        }
    }

    private static void tend(PeerConnection connection, boolean isNewest, long nanoTime) {
        if (!connection.isAlive()) {
            connection.close("connection lost");
        } else if (!isNewest && connection.sinceReceived().compareTo(IDLE) > 0) {
            connection.close("idle beside a newer connection");
        } else if (connection.writingFor(nanoTime).compareTo(STUCK) > 0) {
            connection.close("the peer has read nothing for " + STUCK.toSeconds() + " s");
        } else {
            pushIfSlow(connection, nanoTime);
            connection.keepAlive();
        }
    }

    private static void pushIfSlow(PeerConnection connection, long nanoTime) {
        if (connection.writingFor(nanoTime).compareTo(SLOW) > 0) {
            try {
                connection.nudge();
            } catch (IOException e) {
                connection.lost("writing failed: " + e.getMessage());
            }
        }
    }

    /** Closes all connections within {@link #DRAIN} and takes no more. */
    void close() {
        List<PeerConnection> all;
        synchronized (this) {
            closed = true;
            all = all();
        }
        List<Thread> draining = all.stream()
                .map(connection -> Thread.ofVirtual().start(() -> connection.drain(DRAIN, "shutting down")))
                .toList();
        for (Thread thread : draining) {
            try {
                thread.join(DRAIN);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void received(PeerConnection from, TopicId topic, byte[] frame) {
        listener().ifPresent(to -> to.received(from.peer(), topic, frame));
    }

    void misbehaved(PeerConnection who, String reason) {
        listener().ifPresent(to -> to.misbehaved(who.peer(), who.remote(), reason));
    }

    void unreachable(PeerId peer, String reason) {
        synchronized (this) {
            tell(to -> to.unreachable(peer, reason), null);
        }
        deliver();
    }

    void notDialled(PeerId peer, String reason) {
        synchronized (this) {
            tell(to -> to.notDialled(peer, reason), null);
        }
        deliver();
    }

    private List<PeerConnection> all() {
        List<PeerConnection> all = new ArrayList<>(count);
        byPeer.values().forEach(all::addAll);
        return all;
    }

    private static Hash256 network(PeerConnection connection) {
        InetSocketAddress remote = connection.remote();
        return HandshakeBudget.network(remote.getAddress());
    }

    private void tell(Consumer<TransportListener> event, @Nullable PeerConnection announced) {
        events.add(() -> {
            try {
                listener().ifPresent(event);
            } catch (RuntimeException | Error e) {
                // Thrown on, it would end deliver() before its time, and nothing would be told any more.
                LOG.error("a listener failed; what it was told is lost", e);
            } finally {
                if (announced != null) {
                    announced.announced();
                }
            }
        });
    }

    /** One thread at a time delivers, and delivers all there is: order without a lock. */
    private void deliver() {
        if (undelivered.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            for (Runnable event = events.poll(); event != null; event = events.poll()) {
                event.run();
            }
            seen = undelivered.addAndGet(-seen);
        } while (seen != 0);
    }
}
