package org.vanta.appliance.miner;

/** What a miner has to tell; comes on the miner's threads, one at a time. */
public sealed interface MinerEvent {
    record Connected(PoolAddress pool) implements MinerEvent {}

    /** The connection ended or could not be made; the next attempt follows after a pause. */
    record Disconnected(String reason, long retryMillis) implements MinerEvent {}

    /**
     * Work came.
     *
     * @param clean whether it replaces all earlier work
     * @param difficulty of its shares
     */
    record NewJob(String jobId, boolean clean, double difficulty) implements MinerEvent {}

    /** The pool took a share; {@code total} were taken since the start. */
    record Accepted(long total) implements MinerEvent {}

    /** The pool refused a share; {@code total} were refused since the start. */
    record Rejected(int code, String text, long total) implements MinerEvent {}

    /** The pool has something to say to people. */
    record Message(String text) implements MinerEvent {}

    /** Over the last period, all threads together. */
    record HashRate(double hashesPerSecond) implements MinerEvent {}
}
