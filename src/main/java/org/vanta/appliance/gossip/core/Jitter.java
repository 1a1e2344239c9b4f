package org.vanta.appliance.gossip.core;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Spans of time drawn at random, in nanoseconds, so that peers that began something together do not go on together. */
record Jitter(RandomGenerator random) {
    /** Half to one and a half times a duration. */
    long about(Duration duration) {
        return duration.toNanos() / 2 + upTo(duration);
    }

    long upTo(Duration duration) {
        return random.nextLong(duration.toNanos() + 1);
    }
}
