package org.vanta.appliance.gossip.transport;

/**
 * How fast one connection is read, so that whoever sends without end costs us no more than that. The sender waits meanwhile, and never for long: an
 * iroh peer serves nobody else while it waits for one reader, and may only pass on what others have made. For any thread.
 */
final class ReadingPace {
    /** Shorter waits cost more than what they keep away. */
    private static final long WAIT_MIN_NANOS = 5_000_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final double framesPerSecond;
    private final double bytesPerSecond;
    private double frames;
    private double bytes;
    private long last;

    ReadingPace(TransportLimits limits, long now) {
        framesPerSecond = limits.framesPerSecond();
        bytesPerSecond = limits.bytesPerSecond();
        frames = framesPerSecond;
        bytes = bytesPerSecond;
        last = now;
    }

    /** A frame was read; in how many nanoseconds to read the next one. */
    synchronized long read(int size, long now) {
        double seconds = (now - last) / NANOS_PER_SECOND;
        last = now;
        frames = Math.min(framesPerSecond, frames + seconds * framesPerSecond) - 1;
        bytes = Math.min(bytesPerSecond, bytes + seconds * bytesPerSecond) - size;
        double wait = Math.max(-frames / framesPerSecond, -bytes / bytesPerSecond);
        return wait <= 0 ? 0 : Math.max(WAIT_MIN_NANOS, (long) (wait * NANOS_PER_SECOND));
    }
}
