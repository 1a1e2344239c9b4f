package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.node.DevnetFixture;
import org.vanta.appliance.node.NodeFixture;
import org.vanta.appliance.store.TestPostgres;

/**
 * Goal: over PostgreSQL a reward is as safe as over the built-in database. Method: the packaged program on the embedded L1 and a real server; both
 * are killed.
 */
class PostgresIT {
    private static final Pattern SHARE_ACCEPTED = Pattern.compile("share accepted");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private TestPostgres server;
    private NodeFixture node;
    private WalletKey wallet;

    @BeforeEach
    void start() throws Exception {
        server = TestPostgres.start();
        node = DevnetFixture.start();
        wallet = WalletKey.generate(directory);
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private Map<String, String> environment(String schema) throws IOException {
        Map<String, String> environment = new HashMap<>(ServingAppliance.l1(node));
        environment.put("VANTA_DATABASE_URL", server.url());
        environment.put("VANTA_DATABASE_USER", TestPostgres.USER);
        environment.put(
                "VANTA_DATABASE_PASSWORD_FILE",
                Files.writeString(directory.resolve("password"), TestPostgres.PASSWORD + "\n")
                        .toString());
        environment.put("VANTA_DATABASE_SCHEMA", schema);
        environment.put("VANTA_DATABASE_PATIENCE", "1s");
        return environment;
    }

    private ServingAppliance serve(String name) throws IOException, InterruptedException {
        return ServingAppliance.start(directory.resolve(name), wallet.ownerKey(), environment(name));
    }

    private void mine(ServingAppliance appliance, int shares) throws IOException, InterruptedException {
        try (VantaProgram miner = VantaProgram.start(
                Map.of(), "miner", "--url", appliance.stratumUrl(), "--user", wallet.ownerKey() + ".it")) {
            miner.awaitNumber(SHARE_ACCEPTED, shares);
        }
    }

    private JsonNode atTip(ServingAppliance appliance) throws IOException, InterruptedException {
        return appliance.await(
                "/status",
                status -> status.path("block_hash")
                        .asText()
                        .equals(node.rpc("getbestblockhash").asText()));
    }

    /** Blocks go to L1 whether or not they can be written down. */
    private void awaitBlocksAbove(int height) throws InterruptedException {
        long began = System.nanoTime();
        while (node.rpc("getblockcount").asInt() <= height) {
            assertThat(System.nanoTime() - began).as("waits for a block").isLessThan(PATIENCE.toNanos());
            Thread.sleep(20);
        }
        System.out.printf("a block without a database is on L1 after %d ms%n", (System.nanoTime() - began) / 1_000_000);
    }

    /** One that was underway at a kill is settled some seconds after the start, and may be one more block then. */
    private void awaitANoteForEachBlock(ServingAppliance appliance) throws IOException, InterruptedException {
        long began = System.nanoTime();
        int blocks;
        Set<String> notes;
        do {
            blocks = node.rpc("getblockcount").asInt();
            notes = wallet.scan(appliance.url(), "anchored");
        } while ((notes.size() != blocks || node.rpc("getblockcount").asInt() != blocks)
                && System.nanoTime() - began < PATIENCE.toNanos());
        assertThat(notes)
                .as(
                        "a note for each block, all of them ours; the appliance said:%n%s",
                        appliance.program().output())
                .hasSize(blocks);
    }

    private static String store(JsonNode health) {
        return health.path("store").path("state").asText();
    }

    @Test
    void noRewardIsLostWhenProgramOrServerIsKilled() throws Exception {
        try (ServingAppliance appliance = serve("first")) {
            mine(appliance, 3);
            server.crash();
            JsonNode health = appliance.await("/health", body -> store(body).equals("degraded"));
            assertThat(health.path("store").path("sentence").asText())
                    .contains("can't reach the database at 127.0.0.1");
            int height = node.rpc("getblockcount").asInt();
            mine(appliance, 3);
            awaitBlocksAbove(height);
            server.resume();
            appliance.await("/health", body -> store(body).equals("up"));
            atTip(appliance);
            assertRefused(75, "first", "second", node.chain(), "schema first", "is in use by another process");
            assertThat(appliance.program().output()).doesNotContain(TestPostgres.PASSWORD);
            mine(appliance, 2);
            appliance.program().kill();
        }
        try (ServingAppliance appliance = serve("first");
                ServingAppliance fresh = serve("fresh")) {
            awaitANoteForEachBlock(appliance);
            JsonNode before;
            JsonNode anew;
            do {
                before = atTip(appliance);
                anew = atTip(fresh);
            } while (!before.path("block_hash").equals(anew.path("block_hash")));
            assertThat(before.path("smt_root")).isEqualTo(anew.path("smt_root"));
            assertThat(before.path("commitment_count")).isEqualTo(anew.path("commitment_count"));
            assertThat(checked("first")).as("of a running appliance").isZero();
        }
        assertRefused(2, "first", "first", "regtest", "belongs to network");
        assertThat(checked("first")).isZero();
    }

    @Test
    void noRewardIsLostWhenTheProgramIsKilledWhileTheServerIsDown() throws Exception {
        try (ServingAppliance appliance = serve("down")) {
            mine(appliance, 1);
            server.crash();
            appliance.await("/health", body -> store(body).equals("degraded"));
            int height = node.rpc("getblockcount").asInt();
            mine(appliance, 3);
            awaitBlocksAbove(height);
            appliance.program().kill();
        }
        server.resume();
        try (ServingAppliance appliance = serve("down")) {
            awaitANoteForEachBlock(appliance);
            assertThat(directory.resolve("down/vanta.unwritten"))
                    .as("all of it is in the database")
                    .doesNotExist();
        }
        assertThat(checked("down")).isZero();
    }

    private void assertRefused(int exitCode, String schema, String dataDir, String network, String... words)
            throws Exception {
        Map<String, String> environment = environment(schema);
        environment.put("SHIELDED_PUBKEY", wallet.ownerKey());
        environment.put("VANTA_NETWORK", network);
        environment.put("VANTA_DATA_DIR", directory.resolve(dataDir).toString());
        environment.put("VANTA_HTTP_PORT", "0");
        environment.put("VANTA_STRATUM_PORT", "0");
        environment.put("VANTA_GOSSIP_PORT", "0");
        try (VantaProgram program = VantaProgram.start(environment, "serve")) {
            assertThat(program.exitCode()).as(program.output()).isEqualTo(exitCode);
            assertThat(program.output()).contains(words).doesNotContain("    at ");
        }
    }

    private int checked(String name) throws Exception {
        try (VantaProgram check = VantaProgram.start(
                environment(name),
                "state",
                "check",
                "--data-dir",
                directory.resolve(name).toString())) {
            int code = check.exitCode();
            System.out.println(check.output());
            return code;
        }
    }
}
