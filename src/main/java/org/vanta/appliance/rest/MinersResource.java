package org.vanta.appliance.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.health.Vitals;
import org.vanta.appliance.share.Rates;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;

/** {@code GET /miners?limit=&key=}: the workers with their hash rates and shares, the fastest first. */
@Path("/miners")
@Produces(MediaType.APPLICATION_JSON)
public final class MinersResource {
    static final int LIMIT_MAX = 1_000;
    private static final int LIMIT_DEFAULT = 100;

    private final ShareAccounting shares;
    private final Vitals vitals;
    private final InstantSource clock = InstantSource.system();

    public MinersResource(ShareAccounting shares, Vitals vitals) {
        this.shares = shares;
        this.vitals = vitals;
    }

    /**
     * @param limit workers to give, 1 to 1,000
     * @param key owner key, 64 hex digits: only its workers, and the sums over them
     */
    @GET
    @RunOnVirtualThread
    public Miners miners(@QueryParam("limit") @Nullable String limit, @QueryParam("key") @Nullable String key) {
        int most = (int) Parameter.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        Workers workers = Workers.of(shares, clock.millis());
        Workers asked = key == null ? workers : workers.of(Parameter.hash256("key", key));
        return new Miners(
                vitals.mining().minersConnected(),
                asked.byName().size(),
                HashRates.of(asked.hashRate()),
                asked.byName().entrySet().stream()
                        .sorted(Comparator.comparingDouble(
                                entry -> -entry.getValue().hashRate().minutes5()))
                        .limit(most)
                        .map(entry -> Miner.of(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /**
     * @param minersConnected open connections to the Stratum port
     * @param workers how many there are, more than are listed perhaps
     * @param hashRate of all of them
     */
    public record Miners(
            @JsonProperty("miners_connected") int minersConnected,
            int workers,
            @JsonProperty("hash_rate") HashRates hashRate,
            List<Miner> miners) {}

    /** Hashes per second, by the time they are averaged over. */
    public record HashRates(
            @JsonProperty("1m") double minute1,
            @JsonProperty("5m") double minutes5,
            @JsonProperty("1h") double hour1,
            @JsonProperty("1d") double day1) {
        static HashRates of(Rates rates) {
            return new HashRates(rates.minute1(), rates.minutes5(), rates.hour1(), rates.day1());
        }
    }

    /**
     * @param worker the miner's own name for the machine, may be empty
     * @param rejected shares by reason
     * @param lastShare ISO 8601, null before the first
     */
    public record Miner(
            String key,
            String worker,
            @JsonProperty("user_agent") String userAgent,
            int connections,
            @JsonProperty("hash_rate") HashRates hashRate,
            long accepted,
            Map<String, Long> rejected,
            long blocks,
            @JsonProperty("best_difficulty") double bestDifficulty,
            @JsonProperty("session_best_difficulty") double sessionBestDifficulty,
            @JsonProperty("last_share") @Nullable String lastShare) {
        static Miner of(WorkerName name, WorkerShares.Snapshot counts) {
            Map<String, Long> rejected = new TreeMap<>();
            counts.rejected().forEach((reason, count) -> rejected.put(Words.of(reason), count));
            return new Miner(
                    name.owner().hex(),
                    name.worker(),
                    counts.userAgent(),
                    counts.connections(),
                    HashRates.of(counts.hashRate()),
                    counts.accepted(),
                    rejected,
                    counts.blocks(),
                    counts.bestDifficulty(),
                    counts.sessionBestDifficulty(),
                    counts.lastShareMillis() == 0 ? null : Workers.time(counts.lastShareMillis()));
        }
    }
}
