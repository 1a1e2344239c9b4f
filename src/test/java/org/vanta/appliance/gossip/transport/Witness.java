package org.vanta.appliance.gossip.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.gossip.core.TopicId;

/** A listener that keeps all it is told, and lets a test wait for what it needs. */
final class Witness implements TransportListener {
    private static final long LIMIT_SECONDS = 20;

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    volatile Predicate<InetAddress> admittedAddress = _ -> true;
    volatile Predicate<PeerId> admittedPeer = _ -> true;
    volatile Runnable onConnected = () -> {};

    record Event(String kind, PeerId peer, String text, byte[] frame) {
        @Override
        public String toString() {
            return kind + " " + peer.hex().substring(0, 8) + " " + text
                    + (frame.length > 0 ? " " + HexFormat.of().formatHex(frame, 0, Math.min(40, frame.length)) : "");
        }
    }

    Event await(String kind) throws InterruptedException {
        return awaitAny(kind);
    }

    /** The first event of one of these kinds. */
    Event awaitAny(String... kinds) throws InterruptedException {
        List<Event> others = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() < end) {
            Event next = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next != null && List.of(kinds).contains(next.kind())) {
                return next;
            }
            if (next != null) {
                others.add(next);
            }
        }
        throw new AssertionError(
                "no '" + String.join("' or '", kinds) + "' within " + LIMIT_SECONDS + " s, but " + others);
    }

    List<Event> await(String kind, int count) throws InterruptedException {
        List<Event> found = new ArrayList<>();
        while (found.size() < count) {
            found.add(await(kind));
        }
        return found;
    }

    List<Event> seen() {
        return List.copyOf(events);
    }

    @Override
    public boolean admits(InetAddress address) {
        return admittedAddress.test(address);
    }

    @Override
    public boolean admits(PeerId peer) {
        return admittedPeer.test(peer);
    }

    @Override
    public void connected(PeerId peer, InetSocketAddress remote, boolean outbound) {
        onConnected.run();
        events.add(new Event("connected", peer, outbound ? "outbound" : "inbound", new byte[0]));
    }

    @Override
    public void unreachable(PeerId peer, String reason) {
        events.add(new Event("unreachable", peer, reason, new byte[0]));
    }

    @Override
    public void notDialled(PeerId peer, String reason) {
        events.add(new Event("not dialled", peer, reason, new byte[0]));
    }

    @Override
    public void received(PeerId peer, TopicId topic, byte[] frame) {
        events.add(new Event("received", peer, topic.toString(), frame));
    }

    @Override
    public void misbehaved(PeerId peer, InetSocketAddress remote, String reason) {
        events.add(new Event("misbehaved", peer, reason, new byte[0]));
    }

    @Override
    public void disconnected(PeerId peer, String reason) {
        events.add(new Event("disconnected", peer, reason, new byte[0]));
    }
}
