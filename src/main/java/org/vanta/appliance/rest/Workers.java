package org.vanta.appliance.rest;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.share.Rates;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;

/**
 * Some of the workers at one moment, with sums over them.
 *
 * @param beyond the hash rate of workers that have no names here, see {@link ShareAccounting}
 */
record Workers(Map<WorkerName, WorkerShares.Snapshot> byName, Rates beyond) {
    static Workers of(ShareAccounting shares, long now) {
        return new Workers(shares.snapshot(now), shares.overflow(now).hashRate());
    }

    /** Those that pay {@code key}. */
    Workers of(Hash256 key) {
        return new Workers(
                byName.entrySet().stream()
                        .filter(entry -> entry.getKey().owner().value().equals(key))
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
                Rates.NONE);
    }

    Workers connected() {
        return new Workers(
                byName.entrySet().stream()
                        .filter(entry -> entry.getValue().connections() > 0)
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
                Rates.NONE);
    }

    Rates hashRate() {
        return byName.values().stream().map(WorkerShares.Snapshot::hashRate).reduce(beyond, Rates::plus);
    }

    double bestDifficulty() {
        return byName.values().stream()
                .mapToDouble(WorkerShares.Snapshot::bestDifficulty)
                .max()
                .orElse(0);
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
