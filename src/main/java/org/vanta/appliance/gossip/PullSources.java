package org.vanta.appliance.gossip;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * The neighbours that have told a URL where notes can be asked for. What stands there may be anybody's: one that answers nonsense is asked no
 * more, one that can't answer for now rests, each time for twice as long, and is forgotten after {@link #FAILURES_MAX} times in a row; and a peer
 * that tells one URL after the other is listened to once in a while. Thread-safe.
 */
final class PullSources {
    /** Answers in a row that a source could not give. */
    static final int FAILURES_MAX = 30;

    /** One URL of one neighbour. */
    static final class Source {
        private final PeerId peer;
        private final URI url;
        private final long toldAt;
        private int failures;
        private long restsUntil;
        private boolean isNew = true;
        private boolean forgotten;
        /** Told too soon after this one. */
        private @Nullable URI next;

        private Source(PeerId peer, URI url, long toldAt) {
            this.peer = peer;
            this.url = url;
            this.toldAt = toldAt;
            this.restsUntil = toldAt;
        }

        PeerId peer() {
            return peer;
        }

        URI url() {
            return url;
        }
    }

    private final Duration restMin;
    private final Duration restMax;
    private final Map<PeerId, Source> sources = new HashMap<>();

    /**
     * @param restMin the first rest of a source
     * @param restMax the longest one, and the time between two URLs of a peer
     */
    PullSources(Duration restMin, Duration restMax) {
        this.restMin = restMin;
        this.restMax = restMax;
    }

    /** A peer has told its URL. */
    synchronized void told(PeerId peer, URI url) {
        long now = System.nanoTime();
        Source before = sources.get(peer);
        if (before == null) {
            sources.put(peer, new Source(peer, url, now));
        } else if (before.forgotten || !before.url.equals(url)) {
            before.next = url;
            takeNext(before, now);
        }
    }

    private void takeNext(Source source, long now) {
        URI next = source.next;
        if (next != null && now - source.toldAt >= restMax.toNanos()) {
            sources.put(source.peer, new Source(source.peer, next, now));
        }
    }

    /** The peer is gone. */
    synchronized void lost(PeerId peer) {
        sources.remove(peer);
    }

    /** How many may be asked, now or after a rest. */
    synchronized int size() {
        return (int)
                sources.values().stream().filter(source -> !source.forgotten).count();
    }

    /** Those that can be asked now. */
    synchronized List<Source> ready() {
        long now = System.nanoTime();
        List.copyOf(sources.values()).forEach(source -> takeNext(source, now));
        return new ArrayList<>(
                sources.values().stream().filter(source -> isReady(source, now)).toList());
    }

    /** Those of the given ones that can still be asked now. */
    synchronized List<Source> stillReady(List<Source> some) {
        long now = System.nanoTime();
        return new ArrayList<>(some.stream()
                .filter(source -> sources.get(source.peer) == source && isReady(source, now))
                .toList());
    }

    private static boolean isReady(Source source, long now) {
        return !source.forgotten && now - source.restsUntil >= 0;
    }

    /** The longest known one that can be asked now and was not asked for what the others did not have. It is not new from then on. */
    synchronized Optional<Source> takeNew() {
        Optional<Source> found =
                ready().stream().filter(source -> source.isNew).min(Comparator.comparingLong(source -> source.toldAt));
        found.ifPresent(source -> source.isNew = false);
        return found;
    }

    synchronized void answered(Source source) {
        source.failures = 0;
    }

    /** It gave no answer for now; what others did not have meanwhile it is asked for later. */
    synchronized void failed(Source source) {
        source.failures++;
        source.isNew = true;
        source.forgotten |= source.failures >= FAILURES_MAX;
        Duration rest = restMin.multipliedBy(1L << Math.min(source.failures - 1, 10));
        source.restsUntil = System.nanoTime() + Math.min(rest.toNanos(), restMax.toNanos());
    }

    /** It is asked no more. */
    synchronized void forget(Source source) {
        source.forgotten = true;
    }
}
