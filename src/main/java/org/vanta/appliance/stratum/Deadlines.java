package org.vanta.appliance.stratum;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * How long the connections of one event loop may take: for {@code mining.subscribe} and {@code mining.authorize} after they connected, and
 * for a sign of life while they mine. By a clock that is never set, in nanoseconds. Missing one is no offence: a miner on a bad link does. For
 * one thread.
 */
final class Deadlines {
    private static final Duration LOOK_MIN = Duration.ofMillis(10);
    private static final Duration LOOK_MAX = Duration.ofSeconds(1);

    /** A connection that has brought no share for so long makes room where there is no place left: any miner has one within a minute. */
    static final Duration UNPROVEN = Duration.ofMinutes(15);

    /** What a connection missed. */
    enum Missed {
        SUBSCRIBE,
        AUTHORIZE,
        IDLE,
        /** Its place was wanted, and it had brought no share for {@link Deadlines#UNPROVEN}. */
        SHARE
    }

    private final long subscribe;
    private final long authorize;
    private final long idle;
    private final StratumMeters meters;
    /** Who has not greeted in full when last looked at, the longest connected first. */
    private final Set<StratumProtocol> greeting = new LinkedHashSet<>();

    private long idleLookedAt;

    Deadlines(Duration subscribe, Duration authorize, Duration idle, StratumMeters meters) {
        this.subscribe = subscribe.toNanos();
        this.authorize = authorize.toNanos();
        this.idle = idle.toNanos();
        this.meters = meters;
    }

    /** Milliseconds between two looks. */
    long lookMillis() {
        return lookMillis(Math.min(subscribe, Math.min(authorize, idle)));
    }

    /** Milliseconds between two looks at who takes so many nanoseconds. */
    static long lookMillis(long nanos) {
        return Math.clamp(nanos / 4_000_000, LOOK_MIN.toMillis(), LOOK_MAX.toMillis());
    }

    void opened(StratumProtocol protocol) {
        greeting.add(protocol);
    }

    void closed(StratumProtocol protocol) {
        greeting.remove(protocol);
    }

    /**
     * Closes who is late.
     *
     * @param all with the places they have, in the order in which they came
     * @param wanted places that are wanted and not there
     */
    void look(SequencedMap<StratumProtocol, Seat> all, long now, WantedPlaces wanted) {
        Iterator<StratumProtocol> oldest = List.copyOf(greeting).iterator();
        while (oldest.hasNext()) {
            StratumProtocol protocol = oldest.next();
            long age = now - protocol.connectedNanos();
            if (protocol.isSubscribed() && protocol.isAuthorized()) {
                greeting.remove(protocol);
            } else if (age >= authorize) {
                close(protocol, protocol.isSubscribed() ? Missed.AUTHORIZE : Missed.SUBSCRIBE);
            } else if (age >= subscribe && !protocol.isSubscribed()) {
                close(protocol, Missed.SUBSCRIBE);
            }
        }
        makeRoom(all, now, wanted);
        if (now - idleLookedAt >= idle / 4) {
            idleLookedAt = now;
            for (StratumProtocol protocol : List.copyOf(all.keySet())) {
                if (now - protocol.receivedNanos() >= idle) {
                    close(protocol, Missed.IDLE);
                }
            }
        }
    }

    private void makeRoom(SequencedMap<StratumProtocol, Seat> all, long now, WantedPlaces wanted) {
        if (wanted.isNone()) {
            return;
        }
        for (Map.Entry<StratumProtocol, Seat> one : List.copyOf(all.entrySet())) {
            StratumProtocol protocol = one.getKey();
            if (wanted.isNone() || now - protocol.connectedNanos() < UNPROVEN.toNanos()) {
                return;
            }
            if (!protocol.hasShares() && wanted.take(one.getValue().address())) {
                close(protocol, Missed.SHARE);
            }
        }
    }

    private void close(StratumProtocol protocol, Missed missed) {
        greeting.remove(protocol);
        meters.missed(missed);
        protocol.late(missed);
    }
}
