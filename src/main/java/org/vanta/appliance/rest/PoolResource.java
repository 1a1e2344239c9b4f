package org.vanta.appliance.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.health.Vitals;
import org.vanta.appliance.share.Rates;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateStore;

/**
 * {@code /api/pool}, {@code /api/info} and {@code /api/client/{address}} in the words and shapes of public-pool, which dashboards of solo pools
 * read, also those in a browser that come from elsewhere: the figures are public and take no credentials. An address is an owner key in hex.
 * Everything else about miners is at {@code /miners}.
 */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public final class PoolResource {
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String ALL = "*";
    private static final int BLOCKS_MAX = 20;
    private static final int HIGH_SCORES = 10;

    /** Of those that miners name; a name costs them nothing. */
    static final int USER_AGENTS_MAX = 100;

    /** An answer that nobody reads is held with what it is made of. */
    static final int WORKERS_MAX = 1_000;

    private final ShareAccounting shares;
    private final CandidateStore candidates;
    private final Vitals vitals;
    private final ReadGate gate;
    private final InstantSource clock = InstantSource.system();
    private final String startTime = clock.instant().toString();

    PoolResource(ShareAccounting shares, CandidateStore candidates, Vitals vitals, ReadGate gate) {
        this.shares = shares;
        this.candidates = candidates;
        this.vitals = vitals;
        this.gate = gate;
    }

    private Workers workers() {
        return Workers.of(shares, clock.millis());
    }

    /** The pool in one line. */
    @GET
    @Path("/pool")
    @RunOnVirtualThread
    @ResponseHeader(name = ALLOW_ORIGIN, value = ALL)
    public Pool pool() {
        return new Pool(
                workers().sums().hashRate().minutes5(),
                vitals.l1().height(),
                vitals.mining().minersConnected(),
                blocks(),
                0);
    }

    /** Blocks, programs, high scores. */
    @GET
    @Path("/info")
    @RunOnVirtualThread
    @ResponseHeader(name = ALLOW_ORIGIN, value = ALL)
    public Info info() {
        Workers all = workers();
        List<UserAgent> agents = all.connected().byName().values().stream()
                .collect(Collectors.groupingBy(WorkerShares.Snapshot::userAgent))
                .entrySet()
                .stream()
                .map(entry -> UserAgent.of(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(UserAgent::totalHashRate).reversed())
                .limit(USER_AGENTS_MAX)
                .toList();
        List<HighScore> scores = all.byName().values().stream()
                .filter(worker -> worker.bestDifficulty() > 0)
                .sorted(Comparator.comparingDouble(WorkerShares.Snapshot::bestDifficulty)
                        .reversed())
                .limit(HIGH_SCORES)
                .map(worker -> new HighScore(
                        Workers.time(worker.lastShareMillis()), worker.bestDifficulty(), worker.userAgent()))
                .toList();
        return new Info(blocks(), agents, scores, startTime);
    }

    /** @param address owner key, 64 hex digits; one that never mined here has no workers */
    @GET
    @Path("/client/{address}")
    @RunOnVirtualThread
    @ResponseHeader(name = ALLOW_ORIGIN, value = ALL)
    public Client client(@PathParam("address") String address) {
        Hash256 key = Parameter.hash256("address", address);
        Workers own = workers().of(key);
        Workers connected = own.connected();
        return new Client(
                own.sums().bestDifficulty(),
                connected.byName().size(),
                connected.byName().entrySet().stream()
                        .sorted(Comparator.comparingDouble(
                                entry -> -entry.getValue().hashRate().minutes5()))
                        .limit(WORKERS_MAX)
                        .map(entry -> ClientWorker.of(entry.getKey(), entry.getValue()))
                        .sorted(Comparator.comparing(ClientWorker::name))
                        .toList());
    }

    private List<FoundBlock> blocks() {
        return gate.answer(() -> candidates.latestAccepted(BLOCKS_MAX)).stream()
                .map(FoundBlock::of)
                .toList();
    }

    /**
     * @param totalHashRate hashes per second over five minutes
     * @param blockHeight of the L1 node's tip, -1 if it was never heard
     * @param totalMiners connections that have subscribed and authorized, as miners_connected of /health
     * @param fee always 0
     */
    public record Pool(double totalHashRate, int blockHeight, int totalMiners, List<FoundBlock> blocksFound, int fee) {}

    /**
     * @param userAgents of the workers that are connected, the 100 with the most hashes per second
     * @param uptime since when the appliance runs, ISO 8601
     */
    public record Info(
            List<FoundBlock> blockData, List<UserAgent> userAgents, List<HighScore> highScores, String uptime) {}

    /** A block of ours that L1 took. */
    public record FoundBlock(int height, String minerAddress, String worker, String time) {
        static FoundBlock of(Candidate block) {
            return new FoundBlock(
                    block.height(),
                    block.owner().hex(),
                    block.worker(),
                    block.foundAt().toString());
        }
    }

    /** @param count connected workers that run it */
    public record UserAgent(String userAgent, int count, double bestDifficulty, double totalHashRate) {
        static UserAgent of(String name, List<WorkerShares.Snapshot> workers) {
            return new UserAgent(
                    name,
                    workers.size(),
                    workers.stream()
                            .mapToDouble(WorkerShares.Snapshot::bestDifficulty)
                            .max()
                            .orElse(0),
                    workers.stream()
                            .map(WorkerShares.Snapshot::hashRate)
                            .reduce(Rates.NONE, Rates::plus)
                            .minutes5());
        }
    }

    /** @param updatedAt the worker's last share, ISO 8601 */
    public record HighScore(String updatedAt, double bestDifficulty, String bestDifficultyUserAgent) {}

    /**
     * @param bestDifficulty ever
     * @param workersCount those connected
     * @param workers of them, the 1,000 fastest
     */
    public record Client(double bestDifficulty, int workersCount, List<ClientWorker> workers) {}

    /**
     * @param sessionId tells the session apart from an earlier one of the same name
     * @param bestDifficulty in this session, as text with two places
     * @param hashRate hashes per second over five minutes
     * @param lastSeen the last share, or the beginning of the session, ISO 8601
     */
    public record ClientWorker(
            String sessionId, String name, String bestDifficulty, double hashRate, String startTime, String lastSeen) {
        static ClientWorker of(WorkerName name, WorkerShares.Snapshot counts) {
            return new ClientWorker(
                    Long.toHexString(counts.sessionMillis()),
                    name.worker(),
                    String.format(Locale.ROOT, "%.2f", counts.sessionBestDifficulty()),
                    counts.hashRate().minutes5(),
                    Workers.time(counts.sessionMillis()),
                    Workers.time(Math.max(counts.lastShareMillis(), counts.sessionMillis())));
        }
    }
}
