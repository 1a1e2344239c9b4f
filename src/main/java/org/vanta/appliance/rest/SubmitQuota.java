package org.vanta.appliance.rest;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.vanta.appliance.bytes.Hash256;

/**
 * Keeps one source from filling the inbox: a bound on its calls, on its notes without a block, and on different envelopes for one commitment. In
 * memory only; the sources heard of least lately are forgotten first. Thread-safe.
 */
@Singleton
final class SubmitQuota {
    /** Sources, and pairs of source and commitment, that are remembered. */
    static final int REMEMBERED_MAX = 20_000;

    /** Different envelopes that one source may bring for one commitment. */
    static final int ENVELOPES_OF_ONE_SOURCE_MAX = 2;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private record Brought(String source, Hash256 commitment) {}

    private record Allowances(Allowance submits, Allowance pending) {}

    /** Fills up evenly until it is full; one without a bound is always full. */
    private static final class Allowance {
        private final int max;
        private final long span;
        private double left;
        private long at;

        Allowance(int max, Duration span, long now) {
            this.max = max;
            this.span = span.toNanos();
            this.left = max;
            this.at = now;
        }

        /** Seconds until there is one; 0 if there is one now. */
        int secondsToNext(long now) {
            if (max == 0) {
                return 0;
            }
            left = Math.min(max, left + (double) (now - at) * max / span);
            at = now;
            return left >= 1 ? 0 : (int) Math.ceil((1 - left) * span / max / 1e9);
        }

        void take() {
            left -= max == 0 ? 0 : 1;
        }
    }

    private static final class Lately<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        Lately() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED_MAX;
        }
    }

    private final InboxConfig config;
    private final LongSupplier nanos;
    private final Map<String, Allowances> allowances = new Lately<>();
    private final Map<Brought, Integer> envelopes = new Lately<>();

    @Inject
    SubmitQuota(InboxConfig config) {
        this(config, System::nanoTime);
    }

    SubmitQuota(InboxConfig config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
    }

    /** Counts a call. @return 0, or seconds after which another may be tried */
    synchronized int call(String source) {
        long now = nanos.getAsLong();
        Allowances of = allowances.computeIfAbsent(
                source,
                _ -> new Allowances(
                        new Allowance(config.submitsPerMinute(), MINUTE, now),
                        new Allowance(config.pendingPerDay(), DAY, now)));
        int seconds = Math.max(of.submits.secondsToNext(now), of.pending.secondsToNext(now));
        if (seconds == 0) {
            of.submits.take();
        }
        return seconds;
    }

    /** Whether the source may bring one more envelope for this commitment. */
    synchronized boolean mayBring(String source, Hash256 commitment) {
        return envelopes.getOrDefault(new Brought(source, commitment), 0) < ENVELOPES_OF_ONE_SOURCE_MAX;
    }

    /** A note that the source brought was stored. @param pending no block anchors it yet */
    synchronized void stored(String source, Hash256 commitment, boolean pending) {
        envelopes.merge(new Brought(source, commitment), 1, Integer::sum);
        Allowances of = allowances.get(source);
        if (pending && of != null) {
            of.pending.take();
        }
    }
}
