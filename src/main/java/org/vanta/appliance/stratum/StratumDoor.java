package org.vanta.appliance.stratum;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.job.JobFeed;

/** Lets miners in while there is work and the server does not stop. Thread-safe. */
final class StratumDoor implements Anteroom.Door {
    /** Connections to one port that have said nothing yet: a miner speaks within the time of a round trip. */
    static final int SILENT_MAX = 1_024;

    private final long silenceNanos;
    private final JobFeed feed;
    private final Instruments instruments;
    private final StratumMeters meters;
    private final Admission admission;
    private volatile boolean stopping;

    /** @param silence how long a connection may say nothing */
    StratumDoor(Duration silence, JobFeed feed, Instruments instruments, StratumMeters meters, Admission admission) {
        this.silenceNanos = silence.toNanos();
        this.feed = feed;
        this.instruments = instruments;
        this.meters = meters;
        this.admission = admission;
    }

    /** Lets nobody in any more. */
    void shut() {
        stopping = true;
    }

    @Override
    public boolean isShut() {
        return stopping || feed.isExpired();
    }

    @Override
    public @Nullable Seat admit(@Nullable MinerAddress from) {
        if (stopping) {
            admission.refused(Admission.Refusal.STOPPING);
            return null;
        }
        if (feed.isExpired()) {
            admission.refused(Admission.Refusal.NO_WORK);
            return null;
        }
        return Seat.take(from, admission, nanos());
    }

    @Override
    public void madeRoom() {
        admission.refused(Admission.Refusal.SILENT);
    }

    @Override
    public void late() {
        meters.missed(Deadlines.Missed.SUBSCRIBE);
    }

    @Override
    public int silentMax() {
        return SILENT_MAX;
    }

    @Override
    public long silenceNanos() {
        return silenceNanos;
    }

    @Override
    public long nanos() {
        return instruments.nanos().getAsLong();
    }
}
