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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.health.Vitals;
import org.vanta.appliance.share.Rates;
import org.vanta.appliance.share.RefusedNames;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareReject;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;

/** {@code GET /miners?limit=&key=}: what all workers, or those of one owner key, have done together, and each of them, the fastest first. */
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
    @Operation(
            summary = "What workers have done together, and each of them, the fastest first",
            description = "With \"key\" only the workers of that owner key.")
    public Miners miners(@QueryParam("limit") @Nullable String limit, @QueryParam("key") @Nullable String key) {
        int most = (int) Parameter.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        Workers workers = Workers.of(shares, clock.millis());
        Workers asked = key == null ? workers : workers.of(Parameter.hash256("key", key));
        Sums sums = asked.sums();
        return new Miners(
                vitals.mining().minersConnected(),
                asked.byName().size(),
                sums.connections(),
                HashRates.of(sums.hashRate()),
                sums.accepted(),
                reasons(sums.rejected()),
                sums.blocks(),
                sums.bestDifficulty(),
                sums.sessionBestDifficulty(),
                time(sums.lastShareMillis()),
                sums.userAgents(),
                shares.refusedNames().latest().stream().map(RefusedName::of).toList(),
                asked.byName().entrySet().stream()
                        .sorted(Comparator.comparingDouble(
                                entry -> -entry.getValue().hashRate().minutes5()))
                        .limit(most)
                        .map(entry -> Miner.of(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static Map<String, Long> reasons(Map<ShareReject, Long> rejected) {
        Map<String, Long> reasons = new TreeMap<>();
        rejected.forEach((reason, count) -> reasons.put(Words.of(reason), count));
        return reasons;
    }

    private static @Nullable String time(long shareMillis) {
        return shareMillis == 0 ? null : Workers.time(shareMillis);
    }

    /**
     * All but the first and the last two are of the workers asked for together, whether or not they are listed.
     *
     * @param minersConnected Stratum connections that have subscribed and authorized, whoever they pay
     * @param workers how many there are, more than are listed perhaps
     * @param connections open ones that authorized them; one may have authorized several
     * @param rejected shares by reason
     * @param blocks hashes that met the network's target, whether or not the chain took them
     * @param sessionBestDifficulty of those that are connected, 0 if none is
     * @param lastShare ISO 8601, null before the first
     * @param userAgents how many of those that are connected run each, the most frequent 20
     * @param refusedNames who came last with a user name that {@code mining.authorize} refused, each address once, the latest first
     */
    public record Miners(
            @JsonProperty("miners_connected") int minersConnected,
            int workers,
            int connections,
            @JsonProperty("hash_rate") HashRates hashRate,
            long accepted,
            Map<String, Long> rejected,
            long blocks,
            @JsonProperty("best_difficulty") double bestDifficulty,
            @JsonProperty("session_best_difficulty") double sessionBestDifficulty,
            @JsonProperty("last_share") @Nullable String lastShare,
            @JsonProperty("user_agents") Map<String, Integer> userAgents,
            @JsonProperty("refused_names") List<RefusedName> refusedNames,
            List<Miner> miners) {}

    /**
     * @param address "this machine", or where the miner is; outside of private networks the subnet alone
     * @param name beginning and end of the user name
     * @param sentence as the miner was told
     * @param time ISO 8601
     */
    public record RefusedName(
            String address,
            String name,
            @JsonProperty("user_agent") String userAgent,
            String reason,
            String sentence,
            String time) {
        static RefusedName of(RefusedNames.Refused refused) {
            return new RefusedName(
                    refused.address(),
                    refused.name(),
                    refused.userAgent(),
                    Words.of(refused.reason()),
                    refused.sentence(),
                    Workers.time(refused.millis()));
        }
    }

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
            return new Miner(
                    name.owner().hex(),
                    name.worker(),
                    counts.userAgent(),
                    counts.connections(),
                    HashRates.of(counts.hashRate()),
                    counts.accepted(),
                    reasons(counts.rejected()),
                    counts.blocks(),
                    counts.bestDifficulty(),
                    counts.sessionBestDifficulty(),
                    time(counts.lastShareMillis()));
        }
    }
}
