package org.vanta.appliance.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.Appliance;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.miner.CpuMiner;
import org.vanta.appliance.miner.MinerEvent;
import org.vanta.appliance.miner.PoolAddress;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;
import org.vanta.appliance.stratum.TestMiner;

/** Goal: dashboards see what miners do. Method: the whole program, an embedded L1, and a miner that mines over its own socket. */
@QuarkusTest
@TestProfile(WithTestProofs.class)
class MinersTest {
    private static final String KEY = Sha256.hash(new byte[] {9}).hex();

    @Inject
    Appliance appliance;

    @Inject
    ShareAccounting shares;

    @Test
    void showsWhoMinesHowFastAndWhatWasFound() throws Exception {
        BlockingQueue<MinerEvent> events = new LinkedBlockingQueue<>();
        try (CpuMiner miner = new CpuMiner(
                PoolAddress.parse("stratum+tcp://127.0.0.1:" + appliance.stratumPort()),
                KEY + ".rig",
                1,
                events::add)) {
            miner.start();
            @Nullable MinerEvent event;
            do {
                event = events.poll(60, TimeUnit.SECONDS);
                assertThat(event).as("an event of the miner").isNotNull();
            } while (!(event instanceof MinerEvent.Accepted));

            JsonPath own = get("/miners?key=" + KEY).jsonPath();
            assertThat(own.getInt("workers")).isEqualTo(1);
            assertThat(own.getString("miners[0].key")).isEqualTo(KEY);
            assertThat(own.getString("miners[0].worker")).isEqualTo("rig");
            assertThat(own.getString("miners[0].user_agent")).startsWith("vanta-miner");
            assertThat(own.getInt("miners[0].connections")).isEqualTo(1);
            assertThat(own.getInt("miners[0].accepted")).isPositive();
            assertThat(own.getInt("accepted")).isEqualTo(own.getInt("miners[0].accepted"));
            assertThat(own.getDouble("hash_rate.1m")).isEqualTo(own.getDouble("miners[0].hash_rate.1m"));
            assertThat(own.getDouble("best_difficulty")).isEqualTo(own.getDouble("miners[0].best_difficulty"));
            assertThat(own.getDouble("session_best_difficulty")).isPositive();
            assertThat(own.getString("last_share")).isEqualTo(own.getString("miners[0].last_share"));
            assertThat(own.getMap("rejected")).isEqualTo(own.getMap("miners[0].rejected"));
            assertThat(own.getMap("user_agents").values()).first().isEqualTo(1);
            assertThat(own.getDouble("miners[0].hash_rate.5m")).isPositive();
            assertThat(own.getDouble("miners[0].best_difficulty")).isPositive();
            assertThat(own.getString("miners[0].last_share")).isNotNull();
            get("/miners").then().statusCode(200).body("miners.key", hasItem(KEY));
            get("/health").then().body("miners_connected", equalTo(own.getInt("miners_connected")));

            get("/api/pool")
                    .then()
                    .statusCode(200)
                    .body("totalHashRate", greaterThan(0f))
                    .body("totalMiners", greaterThanOrEqualTo(1))
                    .body("blockHeight", greaterThanOrEqualTo(0))
                    .body("fee", equalTo(0));
            get("/api/info")
                    .then()
                    .statusCode(200)
                    .body("userAgents.userAgent", hasItem(containsString("vanta-miner")))
                    .body("highScores.bestDifficulty", everyItem(greaterThan(0f)));
            get("/api/client/" + KEY)
                    .then()
                    .statusCode(200)
                    .body("workersCount", equalTo(1))
                    .body("workers[0].name", equalTo("rig"))
                    .body("workers[0].bestDifficulty", containsString("."));
            get("/metrics")
                    .then()
                    .body(containsString("vanta_shares_total{outcome=\"accepted\""))
                    .body(containsString("vanta_stratum_submit_seconds_bucket"))
                    .body(containsString("vanta_stratum_fanout_seconds_bucket"))
                    .body(containsString("vanta_job_age_seconds"))
                    .body(containsString("vanta_tip_age_seconds"));
        }
    }

    @Test
    void showsAMinerWhoseUserNameIsAMistypedKey() throws Exception {
        try (TestMiner miner = new TestMiner(appliance.stratumPort())) {
            miner.send(
                    "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bitaxe/BM1370\"]}",
                    "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + KEY.substring(1) + ".rig\",\"x\"]}");
            assertThat(miner.readUntil("\"id\":2")).contains("got 63");
        }
        JsonPath refused = get("/miners").jsonPath();
        assertThat(refused.getString("refused_names[0].address")).isEqualTo("this machine");
        assertThat(refused.getString("refused_names[0].name")).isEqualTo(KEY.substring(1, 7) + "....rig");
        assertThat(refused.getString("refused_names[0].user_agent")).isEqualTo("bitaxe/BM1370");
        assertThat(refused.getString("refused_names[0].reason")).isEqualTo("not_a_key");
        assertThat(refused.getString("refused_names[0].sentence")).isEqualTo("Owner key needs 64 hex digits, got 63");
        assertThat(refused.getString("refused_names[0].time")).isNotNull();
        get("/metrics").then().body(containsString("vanta_stratum_unauthorized_total{reason=\"not_a_key\"} 1.0"));
    }

    @Test
    void letsPagesOfOtherOriginsReadThePoolsFiguresAndNothingElse() {
        for (String open : List.of("/api/pool", "/api/info", "/api/client/" + KEY)) {
            given().header("Origin", "https://dashboard.example")
                    .get(open)
                    .then()
                    .statusCode(200)
                    .header("Access-Control-Allow-Origin", "*")
                    .header("Access-Control-Allow-Credentials", nullValue());
        }
        for (String other : List.of("/miners", "/health", "/status", "/peers", "/blocks")) {
            given().header("Origin", "https://dashboard.example")
                    .get(other)
                    .then()
                    .header("Access-Control-Allow-Origin", nullValue());
        }
        given().header("Origin", "https://dashboard.example")
                .get("/peers/self")
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void knowsNoWorkersOfAKeyThatNeverMined() {
        String other = "ab".repeat(32);
        get("/api/client/" + other)
                .then()
                .statusCode(200)
                .body("workersCount", equalTo(0))
                .body("workers", hasSize(0));
        get("/miners?key=" + other).then().statusCode(200).body("workers", equalTo(0));
    }

    /** Names and programs are the miners' choice. */
    @Test
    void listsSoManyWorkersAndProgramsAndCountsTheOthers() {
        OwnerKey many = new OwnerKey(Sha256.hash(new byte[] {10}));
        int count = PoolResource.WORKERS_MAX + 500;
        long now = System.currentTimeMillis();
        List<WorkerShares> connected = IntStream.range(0, count)
                .mapToObj(i -> shares.connected(new WorkerName(many, "rig" + i), "program/" + i, now))
                .toList();
        try {
            get("/api/client/" + many.hex())
                    .then()
                    .statusCode(200)
                    .body("workersCount", equalTo(count))
                    .body("workers", hasSize(PoolResource.WORKERS_MAX));
            get("/api/info").then().statusCode(200).body("userAgents", hasSize(PoolResource.USER_AGENTS_MAX));
        } finally {
            connected.forEach(WorkerShares::disconnected);
        }
    }

    @Test
    void namesTheParameterThatIsWrong() {
        get("/api/client/bc1q").then().statusCode(400).body("field", equalTo("address"));
        get("/miners?key=xy").then().statusCode(400).body("field", equalTo("key"));
        get("/miners?limit=1001").then().statusCode(400).body("field", equalTo("limit"));
    }
}
