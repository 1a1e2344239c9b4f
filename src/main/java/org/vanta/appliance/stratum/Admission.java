package org.vanta.appliance.stratum;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect: bounds open connections in all, by address and by subnet, and bans addresses for a time after repeated offences. Loopback
 * is never bounded by address nor banned. Connecting and going again is no offence: firmware on its fallback pool does that each minute. Times are
 * milliseconds of a clock that is never set, so that a ban is not over at once, or lasts for years, when a board learns the time. Thread-safe.
 */
final class Admission {
    /** Offences within {@link #OFFENCE_MILLIS} that make a ban: one broken miner must not cost those behind the same address theirs. */
    static final int OFFENCES_MAX = 5;

    static final long OFFENCE_MILLIS = 600_000;
    static final long BAN_MILLIS = 600_000;

    /** Addresses remembered for their offences; the oldest is forgotten first. */
    static final int OFFENDERS_MAX = 4_096;

    private static final Logger LOG = Logger.getLogger(Admission.class);

    /** Why a connection is closed at once. */
    enum Refusal {
        FULL,
        ADDRESS_FULL,
        SUBNET_FULL,
        BANNED,
        /** Its TLS handshake or PROXY header failed or took too long. */
        HANDSHAKE,
        /** It had said nothing and made room for another. */
        SILENT,
        NO_WORK,
        STOPPING
    }

    private static final class Offender {
        private int offences;
        private long since;
        private long bannedUntil;
    }

    private final int openMax;
    private final int byAddressMax;
    private final int bySubnetMax;
    private final Map<MinerAddress, Integer> byAddress = new HashMap<>();
    private final Map<MinerAddress, Integer> bySubnet = new HashMap<>();
    private final SequencedMap<MinerAddress, Offender> offenders = new LinkedHashMap<>();
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
    private int open;
    private int wanted;
    /** By an address or a subnet that is full. */
    private final Map<MinerAddress, Integer> wantedAt = new HashMap<>();

    Admission(int openMax, int byAddressMax, int bySubnetMax, MeterRegistry registry) {
        this.openMax = openMax;
        this.byAddressMax = byAddressMax;
        this.bySubnetMax = bySubnetMax;
        for (Refusal refusal : Refusal.values()) {
            refusals.put(
                    refusal,
                    Counter.builder("vanta.stratum.refused")
                            .description("Connections closed at once, by reason")
                            .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("vanta.stratum.connections", this, Admission::open)
                .description("Open connections, also those that are no miner's or not yet")
                .register(registry);
        Gauge.builder("vanta.stratum.offenders", this, Admission::offenders)
                .description("Addresses remembered for offences, banned or not")
                .register(registry);
    }

    /**
     * Takes a connection, which must be given back with {@link #closed}.
     *
     * @param from null if no limit is for it
     * @return null, or why it is not taken
     */
    synchronized @Nullable Refusal opened(@Nullable MinerAddress from, long now) {
        Refusal refusal = refusal(from, now);
        if (refusal != null) {
            want(refusal, from);
            refused(refusal);
            return refusal;
        }
        open++;
        if (from != null) {
            byAddress.merge(from, 1, Integer::sum);
            bySubnet.merge(from.ofSubnet(), 1, Integer::sum);
        }
        return null;
    }

    private void want(Refusal refusal, @Nullable MinerAddress from) {
        if (refusal == Refusal.FULL) {
            wanted = Math.min(wanted + 1, openMax);
        } else if (from != null && refusal == Refusal.ADDRESS_FULL) {
            wantedAt.merge(from, 1, (one, more) -> Math.min(one + more, byAddressMax));
        } else if (from != null && refusal == Refusal.SUBNET_FULL) {
            wantedAt.merge(from.ofSubnet(), 1, (one, more) -> Math.min(one + more, bySubnetMax));
        }
    }

    private @Nullable Refusal refusal(@Nullable MinerAddress from, long now) {
        if (open >= openMax) {
            return Refusal.FULL;
        }
        if (from == null) {
            return null;
        }
        Offender offender = offenders.get(from);
        if (offender != null && offender.bannedUntil > now) {
            return Refusal.BANNED;
        }
        if (byAddress.getOrDefault(from, 0) >= byAddressMax) {
            return Refusal.ADDRESS_FULL;
        }
        return bySubnet.getOrDefault(from.ofSubnet(), 0) >= bySubnetMax ? Refusal.SUBNET_FULL : null;
    }

    /** A connection was closed at once for a reason found elsewhere. */
    void refused(Refusal refusal) {
        Counter counter = refusals.get(refusal);
        if (counter != null) {
            counter.increment();
        }
    }

    synchronized void closed(@Nullable MinerAddress from) {
        open--;
        if (from != null) {
            byAddress.computeIfPresent(from, (_, count) -> count > 1 ? count - 1 : null);
            bySubnet.computeIfPresent(from.ofSubnet(), (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    /**
     * A connection was closed for what it sent.
     *
     * @param reason what a person reads in the log if a ban follows
     */
    synchronized void offended(@Nullable MinerAddress from, String reason, long now) {
        if (from == null) {
            return;
        }
        Offender offender = offenders.get(from);
        if (offender == null || now - offender.since > OFFENCE_MILLIS && offender.bannedUntil <= now) {
            offenders.remove(from);
            if (offenders.size() >= OFFENDERS_MAX) {
                offenders.pollFirstEntry();
            }
            offender = new Offender();
            offender.since = now;
            offender.bannedUntil = now;
            offenders.put(from, offender);
        }
        if (++offender.offences >= OFFENCES_MAX && offender.bannedUntil <= now) {
            offender.bannedUntil = now + BAN_MILLIS;
            LOG.infof(
                    "%s is banned for %d s: %s, %d times in %d s",
                    from.shown(), BAN_MILLIS / 1000, reason, offender.offences, (now - offender.since) / 1000);
        }
    }

    /** How many connections were refused since there was last a place for them, while there still is none. */
    synchronized WantedPlaces wanted() {
        if (open < openMax) {
            wanted = 0;
        }
        wantedAt.keySet()
                .removeIf(place -> byAddress.getOrDefault(place, 0) < byAddressMax
                        && bySubnet.getOrDefault(place, 0) < bySubnetMax);
        return new WantedPlaces(wanted, wantedAt);
    }

    synchronized int open() {
        return open;
    }

    synchronized int offenders() {
        return offenders.size();
    }
}
