package org.vanta.appliance.stratum;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The place a connection takes under the bounds of {@link Admission}, from its acceptance until it is closed: first at the address it comes
 * from, and at the one a load balancer tells as soon as that is known. For one thread at a time.
 */
final class Seat {
    private final Admission admission;
    private final long since;
    private @Nullable MinerAddress address;
    private boolean taken;

    private Seat(Admission admission, long since) {
        this.admission = admission;
        this.since = since;
    }

    /**
     * Takes a place for a connection that was just accepted; null if there is none for it.
     *
     * @param nanos now, by a clock that is never set
     */
    static @Nullable Seat take(@Nullable MinerAddress from, Admission admission, long nanos) {
        Seat seat = new Seat(admission, nanos);
        return seat.moveTo(from, nanos) ? seat : null;
    }

    /** Takes a place at another address and gives back the one before; without one there, that one is given back as well. */
    boolean moveTo(@Nullable MinerAddress to, long nanos) {
        leave();
        taken = admission.opened(to, TimeUnit.NANOSECONDS.toMillis(nanos)) == null;
        address = to;
        return taken;
    }

    void leave() {
        if (taken) {
            taken = false;
            admission.closed(address);
        }
    }

    /** When the connection was accepted, by a clock that is never set, in nanoseconds. */
    long since() {
        return since;
    }

    @Nullable
    MinerAddress address() {
        return address;
    }
}
