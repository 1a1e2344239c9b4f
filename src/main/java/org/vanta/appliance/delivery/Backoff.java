package org.vanta.appliance.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.vanta.appliance.store.DeliveryStore;

/** How long to wait after a number of failed attempts: doubling from one second to five minutes, half of it by chance. */
final class Backoff {
    static final Duration DELAY_MIN = Duration.ofSeconds(1);
    static final Duration DELAY_MAX = DeliveryStore.DELAY_MAX;
    private static final int DOUBLINGS_MAX = 20;

    private Backoff() {}

    /** @param attempts failed so far, at least 1 */
    static Duration after(int attempts, RandomGenerator random) {
        long full = Math.min(DELAY_MAX.toMillis(), DELAY_MIN.toMillis() << Math.min(attempts - 1, DOUBLINGS_MAX));
        return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
    }
}
