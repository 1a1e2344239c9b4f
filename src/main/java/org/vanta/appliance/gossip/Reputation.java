package org.vanta.appliance.gossip;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vanta.appliance.gossip.core.PeerId;

/**
 * What peers have done, and who is banned for it. A score is kept for each key and, as a second measure, for each group of addresses; it
 * begins at 0, offences lower it, first deliveries raise it a little, and half of it is forgotten every {@link #HALF_LIFE}. At
 * {@link #SHUNNED_AT} a peer is not let in anew, at {@link #BAN_AT} it is banned, for {@link #BAN_FIRST} and each time twice as long, up to
 * {@link #BAN_LONGEST}. For any thread.
 */
final class Reputation {
    static final double BAN_AT = -100;
    /** A whole group is judged by all its keys, so it takes more. */
    static final double BAN_GROUP_AT = -300;

    static final double SHUNNED_AT = -50;
    static final double BEST = 20;
    static final double FIRST_DELIVERY = 0.05;
    static final Duration HALF_LIFE = Duration.ofMinutes(10);
    static final Duration BAN_FIRST = Duration.ofHours(1);
    static final Duration BAN_LONGEST = Duration.ofDays(7);
    /** After this long without another ban the next one is a first one again. */
    static final Duration BAN_REMEMBERED = Duration.ofDays(30);

    static final int SCORES_MAX = 4_096;
    static final int BANS_MAX = 4_096;

    private final InstantSource clock;
    private final LinkedHashMap<BanSubject, Score> scores = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<BanSubject, Ban> bans = new LinkedHashMap<>();

    Reputation(InstantSource clock) {
        this.clock = clock;
    }

    synchronized boolean isBanned(BanSubject subject) {
        Ban ban = bans.get(subject);
        return ban != null && clock.instant().isBefore(ban.until());
    }

    boolean isBanned(InetAddress address) {
        return AddressGroup.of(address)
                .filter(group -> isBanned(new BanSubject.Addresses(group)))
                .isPresent();
    }

    boolean isBanned(PeerId peer) {
        return isBanned(new BanSubject.Key(peer));
    }

    /** Whether a peer may come in anew: it is neither banned nor close to it. */
    synchronized boolean welcomes(PeerId peer) {
        return !isBanned(peer) && score(peer) > SHUNNED_AT;
    }

    synchronized double score(PeerId peer) {
        Score score = scores.get(new BanSubject.Key(peer));
        return score == null ? 0 : score.at(clock.instant());
    }

    synchronized void delivered(PeerId peer) {
        scoreOf(new BanSubject.Key(peer)).add(FIRST_DELIVERY, clock.instant());
    }

    /**
     * Holds something against a peer.
     *
     * @param address it came from; placeholders and local ones are known as such
     * @return what that made be banned now
     */
    synchronized List<Ban> offended(PeerId peer, Optional<InetAddress> address, Offence offence) {
        Optional<Ban> key = weigh(new BanSubject.Key(peer), offence, BAN_AT);
        Optional<Ban> group = address.flatMap(AddressGroup::of)
                .flatMap(of -> weigh(new BanSubject.Addresses(of), offence, BAN_GROUP_AT));
        return List.copyOf(
                java.util.stream.Stream.concat(key.stream(), group.stream()).toList());
    }

    private Optional<Ban> weigh(BanSubject subject, Offence offence, double banAt) {
        Score score = scoreOf(subject);
        score.reasons.add(offence.word());
        if (score.add(-offence.weight(), clock.instant()) > banAt || isBanned(subject)) {
            return Optional.empty();
        }
        String reason = String.join(", ", score.reasons);
        scores.remove(subject);
        return Optional.of(ban(subject, reason, Optional.empty()));
    }

    private Score scoreOf(BanSubject subject) {
        Score score = scores.computeIfAbsent(subject, _ -> new Score(clock.instant()));
        if (scores.size() > SCORES_MAX) {
            scores.remove(scores.firstEntry().getKey());
        }
        return score;
    }

    /** Bans, anew if need be; without a duration for twice as long as the last time. */
    synchronized Ban ban(BanSubject subject, String reason, Optional<Duration> wanted) {
        Instant now = clock.instant();
        Ban before = bans.remove(subject);
        int times = before == null || before.until().plus(BAN_REMEMBERED).isBefore(now) ? 1 : before.times() + 1;
        Ban ban = new Ban(subject.toString(), reason, now.plus(wanted.orElseGet(() -> lasts(times))), times);
        makeRoom(now);
        bans.put(subject, ban);
        return ban;
    }

    static Duration lasts(int times) {
        long doublings = Math.min(times - 1, 16);
        Duration twice = BAN_FIRST.multipliedBy(1L << doublings);
        return twice.compareTo(BAN_LONGEST) > 0 ? BAN_LONGEST : twice;
    }

    /** Past bans are remembered only while there is room; then the one that ends first gives way. */
    private void makeRoom(Instant now) {
        bans.values().removeIf(ban -> ban.until().plus(BAN_REMEMBERED).isBefore(now));
        if (bans.size() >= BANS_MAX) {
            bans.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().until()))
                    .map(Map.Entry::getKey)
                    .ifPresent(bans::remove);
        }
    }

    /** Forgets a ban and how often there was one; false if there is none. */
    synchronized boolean unban(BanSubject subject) {
        scores.remove(subject);
        boolean banned = isBanned(subject);
        bans.remove(subject);
        return banned;
    }

    /** The bans of this moment, soonest to end first. */
    synchronized List<Ban> bans() {
        Instant now = clock.instant();
        return bans.values().stream()
                .filter(ban -> now.isBefore(ban.until()))
                .sorted(Comparator.comparing(Ban::until))
                .toList();
    }

    /** Also those that are over, for whose next time they count. */
    synchronized List<Ban> remembered() {
        return List.copyOf(bans.values());
    }

    /** Takes bans of an earlier run. */
    synchronized void restore(List<Ban> earlier) {
        Instant now = clock.instant();
        for (Ban ban : earlier) {
            if (bans.size() < BANS_MAX && ban.until().plus(BAN_REMEMBERED).isAfter(now)) {
                bans.put(BanSubject.parse(ban.subject()), ban);
            }
        }
    }

    synchronized int scored() {
        return scores.size();
    }

    private static final class Score {
        private final Set<String> reasons = new TreeSet<>();
        private double value;
        private Instant at;

        Score(Instant at) {
            this.at = at;
        }

        double at(Instant now) {
            double halves = (double) Math.max(0, Duration.between(at, now).toMillis()) / HALF_LIFE.toMillis();
            value *= Math.pow(0.5, halves);
            at = now;
            return value;
        }

        double add(double change, Instant now) {
            value = Math.min(BEST, at(now) + change);
            return value;
        }
    }
}
