package org.vanta.appliance.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;

/**
 * Some of the workers at one moment, with sums over them.
 *
 * @param beyond what workers did that have no names here, see {@link ShareAccounting}; empty if they are not asked for
 */
record Workers(Map<WorkerName, WorkerShares.Snapshot> byName, List<WorkerShares.Snapshot> beyond) {
    static Workers of(ShareAccounting shares, long now) {
        return new Workers(shares.snapshot(now), List.of(shares.overflow(now)));
    }

    /** Those that pay {@code key}. */
    Workers of(Hash256 key) {
        return new Workers(
                byName.entrySet().stream()
                        .filter(entry -> entry.getKey().owner().value().equals(key))
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
                List.of());
    }

    Workers connected() {
        return new Workers(
                byName.entrySet().stream()
                        .filter(entry -> entry.getValue().connections() > 0)
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
                List.of());
    }

    /** What all of them have done together. */
    Sums sums() {
        List<WorkerShares.Snapshot> all = new ArrayList<>(byName.values());
        all.addAll(beyond);
        return Sums.of(all);
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
