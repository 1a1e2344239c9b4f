package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the packaged program's answers have their members, also where the native build could have lost them. */
class RestIT {
    private static final Map<String, String> NO_L1 = Map.of(
            "VANTA_NETWORK", "regtest",
            "VANTA_L1_URL", "http://127.0.0.1:1",
            "VANTA_L1_USER", "user",
            "VANTA_L1_PASSWORD", "password");

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void aSubmittedNoteIsAnsweredAndServedAndABadOneIsAProblem() throws Exception {
        WalletKey wallet = WalletKey.generate(directory);
        try (ServingAppliance appliance = ServingAppliance.start(directory.resolve("data"), wallet.ownerKey(), NO_L1)) {
            String commitment = "ab".repeat(32);
            HttpResponse<String> taken = submit(appliance, commitment);
            assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
            JsonNode answer = json.readTree(taken.body());
            assertThat(answer.path("commitment").asText()).isEqualTo(commitment);
            assertThat(answer.path("state").asText()).isEqualTo("pending");
            JsonNode note = appliance.get("/notes").path("notes").path(0);
            assertThat(note.path("cursor")).isEqualTo(answer.path("cursor"));
            assertThat(note.path("commitment").asText()).isEqualTo(commitment);

            HttpResponse<String> refused = submit(appliance, "abc");
            assertThat(refused.statusCode()).isEqualTo(400);
            JsonNode problem = json.readTree(refused.body());
            assertThat(problem.path("code").asText()).isEqualTo("invalid_field");
            assertThat(problem.path("field").asText()).isEqualTo("commitment");
            assertThat(problem.path("status").asInt()).isEqualTo(400);

            HttpResponse<String> notReady = appliance.request("/health/ready");
            assertThat(notReady.statusCode()).isEqualTo(503);
            assertThat(json.readTree(notReady.body()).path("status").asText()).isEqualTo("down");
            assertThat(appliance.get("/status").path("network").asText()).isEqualTo("regtest");
            assertThat(appliance.get("/peers").isEmpty()).isFalse();
            assertThat(appliance.request("/metrics").body()).contains("vanta_miners_connected");
        }
    }

    @Test
    void anOrchestratorSeesWhatTheStartIsAtOnThePortForProbes() throws Exception {
        try (ServerSocket silentDatabase = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HttpClient http = HttpClient.newHttpClient()) {
            Map<String, String> environment = new HashMap<>(NO_L1);
            environment.putAll(Map.of(
                    "VANTA_STRATUM_ENABLED", "false",
                    "VANTA_DATA_DIR", directory.resolve("data").toString(),
                    "VANTA_HTTP_PORT", "0",
                    "VANTA_PROBE_PORT", "0",
                    "VANTA_GOSSIP_PORT", "0",
                    "VANTA_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + silentDatabase.getLocalPort() + "/vanta",
                    "VANTA_DATABASE_USER", "vanta",
                    "VANTA_DATABASE_PASSWORD", "vanta"));
            try (VantaProgram program = VantaProgram.start(environment, "serve")) {
                String started = program.await("Probes are answered on http://[^ ]*:(\\d+)/")
                        .group(1);
                HttpRequest probe = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + started + "/health/started"))
                        .build();
                HttpResponse<String> answer = http.send(probe, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).isEqualTo("{\"status\":\"starting\",\"detail\":\"opening the database\"}");
            }
        }
    }

    @Test
    void aSidecarAloneNeedsNoOwnerKeyAndOpensNoStratumPort() throws Exception {
        Map<String, String> environment = new HashMap<>(NO_L1);
        environment.putAll(Map.of(
                "VANTA_STRATUM_ENABLED", "false",
                "VANTA_DATA_DIR", directory.resolve("data").toString(),
                "VANTA_HTTP_PORT", "0",
                "VANTA_GOSSIP_PORT", "0"));
        try (VantaProgram program = VantaProgram.start(environment, "serve");
                HttpClient http = HttpClient.newHttpClient()) {
            String port = program.await("Listening on: http://[^ ]*:(\\d+)").group(1);
            program.await("No Stratum here");
            HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                    .build();
            assertThat(json.readTree(http.send(health, HttpResponse.BodyHandlers.ofString())
                                    .body())
                            .path("miners_connected")
                            .asInt())
                    .isZero();
            assertThat(program.output()).doesNotContain("Stratum listens");
        }
    }

    private HttpResponse<String> submit(ServingAppliance appliance, String commitment) throws Exception {
        String body = json.createObjectNode()
                .put("ephemeral_pubkey", "09" + "00".repeat(31))
                .put("ciphertext", "00".repeat(60))
                .put("commitment", commitment)
                .toString();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(appliance.url().resolve("/submit"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
