package org.vanta.appliance.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the packaged program checks proofs for whoever asks, through the C library it carries. Method: a published proof over HTTP, without L1. */
class ProofsIT {
    private static final Path PUBLISHED = Path.of("native/tests/vectors/sp1/accept.json");

    @TempDir
    Path directory;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void acceptsAPublishedProofAndRefusesItForAnotherProgram() throws Exception {
        WalletKey wallet = WalletKey.generate(directory);
        Map<String, String> noL1 = Map.of(
                "VANTA_NETWORK", "regtest",
                "VANTA_L1_URL", "http://127.0.0.1:1",
                "VANTA_L1_USER", "user",
                "VANTA_L1_PASSWORD", "password");
        try (ServingAppliance appliance = ServingAppliance.start(directory.resolve("data"), wallet.ownerKey(), noL1)) {
            JsonNode entry = json.readTree(PUBLISHED.toFile()).get(0);
            String vkey = entry.path("program_vkey").asText();
            HttpResponse<String> accepted = post(appliance, entry, vkey);
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);

            HttpResponse<String> refused = post(appliance, entry, vkey.substring(0, vkey.length() - 2) + "00");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(json.readTree(refused.body()).path("reason").asText()).isEqualTo("pairing_mismatch");

            JsonNode recent = appliance.get("/proofs/recent").path("proofs");
            assertThat(recent).hasSize(1);
            assertThat(recent.get(0).path("program_vkey").asText()).isEqualTo(vkey.replaceFirst("^0x", ""));
        }
    }

    private HttpResponse<String> post(ServingAppliance appliance, JsonNode entry, String vkey) throws Exception {
        String body = json.createObjectNode()
                .put("vkey", vkey)
                .put("public_values", entry.path("public_values").asText())
                .put("proof", entry.path("proof").asText())
                .toString();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(appliance.url().resolve("/proofs"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
