package org.vanta.appliance.gossip;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.random.RandomGenerator;
import org.vanta.appliance.gossip.core.PeerId;

/** Keeps dials from becoming a nuisance: so many a second in all, and ever more seldom to a peer that does not answer. For the gossip thread. */
final class DialGuard {
    static final int PEERS_MAX = 1_024;
    static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final int BURST = 48;
    private static final int PER_SECOND = 4;
    private static final int DOUBLINGS_MAX = 10;

    private final RandomGenerator random;
    private final TokenBucket all;
    private final LinkedHashMap<PeerId, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

    DialGuard(RandomGenerator random, long now) {
        this.random = random;
        this.all = new TokenBucket(BURST, PER_SECOND, now);
    }

    private record Failures(int count, long notBefore) {}

    boolean allows(PeerId peer, long now) {
        Failures before = failures.get(peer);
        return (before == null || before.notBefore - now <= 0) && all.take(1, now);
    }

    void failed(PeerId peer, long now) {
        Failures before = failures.get(peer);
        int count = before == null ? 1 : Math.min(before.count + 1, DOUBLINGS_MAX);
        long wait = Math.min(FIRST_WAIT.toNanos() << (count - 1), LONGEST_WAIT.toNanos());
        long jittered = wait / 2 + random.nextLong(wait + 1);
        failures.put(peer, new Failures(count, now + jittered));
        if (failures.size() > PEERS_MAX) {
            failures.remove(failures.firstEntry().getKey());
        }
    }

    void connected(PeerId peer) {
        failures.remove(peer);
    }

    int size() {
        return failures.size();
    }
}
