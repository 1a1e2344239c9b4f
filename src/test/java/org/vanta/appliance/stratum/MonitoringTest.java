package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.share.ShareReject;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;
import org.vanta.appliance.template.Templates;

/** What an operator sees of miners, over real sockets. */
class MonitoringTest {
    private static final WorkerName RIG = new WorkerName(TestPool.MINER, "rig");
    private static final String USER = TestPool.MINER.hex() + ".rig";

    private static String request(int id, String method, String params) {
        return "{\"id\":" + id + ",\"method\":\"mining." + method + "\",\"params\":[" + params + "]}";
    }

    private static WorkerShares.Snapshot rig(TestPool pool) {
        WorkerShares.Snapshot counts =
                pool.accounting.snapshot(pool.millis.get()).get(RIG);
        assertThat(counts).isNotNull();
        return counts;
    }

    @Test
    void countsEachSubmitByReasonAndTimesIt() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner miner = pool.connect()) {
            pool.feed.accept(Templates.of(1, "tip", Templates.HARD_BITS, 0));
            miner.send(
                    request(1, "submit", "\"x\",\"1\",\"00\",\"1\",\"1\""),
                    request(2, "subscribe", "\"bitaxe/BM1370/v2.9\""),
                    request(3, "authorize", '"' + USER + "\",\"x\""),
                    request(4, "authorize", '"' + USER + "\",\"x\""));
            miner.readUntil("mining.notify\",\"params");
            miner.send(
                    request(5, "submit", '"' + USER + "\",\"1\",\"00\",\"1\",\"1\""),
                    request(6, "submit", '"' + USER + "\",\"1\",\"0000000000000000\",\"1\",\"1\""));
            assertThat(miner.readUntil("\"id\":6")).contains("Job not found");
            WorkerShares.Snapshot rig = rig(pool);
            assertThat(rig.connections()).isEqualTo(1);
            assertThat(rig.userAgent()).isEqualTo("bitaxe/BM1370/v2.9");
            assertThat(rig.rejected())
                    .containsEntry(ShareReject.JOB_NOT_FOUND, 1L)
                    .containsEntry(ShareReject.MALFORMED, 1L);
            // The job goes out to the other event loop as well, which has nobody to tell.
            pool.feed.accept(Templates.of(2, "next", Templates.HARD_BITS, 0));
            assertThat(miner.readUntil("mining.notify")).endsWith("true]}");
            assertThat(pool.registry.scrape())
                    .contains("vanta_shares_total{outcome=\"not_subscribed\",} 1.0")
                    .contains("vanta_shares_total{outcome=\"malformed\",} 1.0")
                    .contains("vanta_shares_total{outcome=\"job_not_found\",} 1.0")
                    .contains("vanta_shares_total{outcome=\"accepted\",} 0.0")
                    .contains("vanta_stratum_submit_seconds_bucket{le=\"0.005\",}")
                    .contains("vanta_stratum_fanout_seconds_bucket{le=\"0.1\",}")
                    .contains("vanta_job_age_seconds 0.0");
        }
    }

    @Test
    void countsAsMinersOnlyWhoSubscribedAndAuthorized() throws Exception {
        int silent = 100;
        List<TestMiner> connections = new ArrayList<>();
        try (TestPool pool = new TestPool()) {
            for (int i = 0; i < silent; i++) {
                connections.add(pool.connect());
            }
            pool.awaitConnections(silent);
            assertThat(pool.server.miners()).isZero();
            assertThat(pool.registry.scrape()).contains("vanta_stratum_connections 100.0");
            TestMiner first = connections.getFirst();
            TestMiner last = connections.getLast();
            first.send(request(1, "subscribe", "\"x\"")).readUntil("\"id\":1");
            last.send(request(1, "authorize", '"' + USER + "\",\"x\"")).readUntil("\"id\":1");
            assertThat(pool.server.miners()).isZero();
            first.send(request(2, "authorize", '"' + USER + "\",\"x\"")).readUntil("\"id\":2");
            first.send(request(3, "authorize", '"' + USER + "2\",\"x\"")).readUntil("\"id\":3");
            assertThat(pool.server.miners()).isEqualTo(1);
            last.send(request(2, "subscribe", "\"x\"")).readUntil("\"id\":2");
            assertThat(pool.server.miners()).isEqualTo(2);
            first.close();
            while (pool.server.miners() == 2) {
                Thread.onSpinWait();
            }
            assertThat(pool.server.miners()).isEqualTo(1);
        } finally {
            for (TestMiner connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void aWorkerIsAwayWhenItsLastConnectionIsGone() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner stays = pool.connect()) {
            try (TestMiner first = pool.connect()) {
                assertThat(first.send(request(1, "authorize", '"' + USER + "\",\"x\""))
                                .readUntil("\"id\":1"))
                        .contains("true");
                assertThat(rig(pool).connections()).isEqualTo(1);
            }
            int id = 1;
            while (rig(pool).connections() > 0) {
                stays.send(request(++id, "ping", "")).readUntil("pong");
            }
            assertThat(rig(pool).sessionMillis()).isEqualTo(pool.millis.get());
        }
    }

    @Test
    void singleWorkersHaveMetersOnlyOnRequestAndBounded() throws Exception {
        try (TestPool pool = new TestPool()) {
            for (int i = 0; i <= WorkerMeters.WORKERS_MAX; i++) {
                pool.accounting.connected(new WorkerName(TestPool.MINER, "w" + i), "", pool.millis.get());
            }
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new WorkerMeters(registry, pool.accounting).refresh(pool.millis.get());
            assertThat(registry.scrape().lines().filter(line -> line.startsWith("vanta_worker_hashrate{")))
                    .hasSize(WorkerMeters.WORKERS_MAX);
            assertThat(pool.registry.scrape()).doesNotContain("vanta_worker");
        }
    }
}
