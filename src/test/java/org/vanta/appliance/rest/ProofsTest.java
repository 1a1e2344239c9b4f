package org.vanta.appliance.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.chain.ProofEnvelope;
import org.vanta.appliance.node.Credentials;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;
import org.vanta.appliance.node.RpcCaller;
import org.vanta.appliance.proof.BusySubmissions;
import org.vanta.appliance.proof.ProofChecker;
import org.vanta.appliance.proof.ProofRequest;
import org.vanta.appliance.proof.TestProofs;

/** Goal: proofs are checked for whoever asks, and the chain's are followed. Method: the whole program over HTTP and an embedded L1. */
@QuarkusTest
@TestProfile(WithTestProofs.class)
class ProofsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    ProofChecker checker;

    private static ValidatableResponse json(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/proofs")
                .then();
    }

    private static ValidatableResponse bytes(byte[] envelope) {
        return given().contentType("application/octet-stream")
                .body(envelope)
                .post("/proofs")
                .then();
    }

    private static String envelope(byte[] bytes) {
        return "{\"envelope\":\"" + Hex.encode(bytes) + "\"}";
    }

    private static String raw(String vkey, String publicValues, String proof) {
        return "{\"vkey\":\"" + vkey + "\",\"public_values\":\"" + publicValues + "\",\"proof\":\"" + proof + "\"}";
    }

    private static ValidatableResponse assertProblem(
            ValidatableResponse response, int status, String code, @Nullable String field) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("field", equalTo(field))
                .body("detail", notNullValue());
    }

    private static void assertRefused(ValidatableResponse response, String reason) {
        assertProblem(response, 422, "proof_refused", null).body("reason", equalTo(reason));
    }

    @Test
    void answersWithTheJournalOfAnEnvelope() {
        byte[] spend = TestProofs.spend(1);
        for (ValidatableResponse response : List.of(bytes(spend), json(envelope(spend)))) {
            response.statusCode(200)
                    .body("system", equalTo("sp1_groth16"))
                    .body("circuit", equalTo("test"))
                    .body("pinned", equalTo(true))
                    .body("program_vkey", equalTo(checker.program()))
                    .body("journal.smt_root", equalTo("11".repeat(32)))
                    .body("journal.input_commitments", hasSize(2))
                    .body("journal.nullifiers", equalTo(List.of("52".repeat(32), "53".repeat(32))))
                    .body("journal.commitments", equalTo(List.of("44".repeat(32))))
                    .body("journal.value_balance", equalTo("-7"));
        }
    }

    @Test
    void answersARawSp1ProofAndRemembersItWithoutTakingItForASpend() {
        ProofRequest.RawSp1 published = TestProofs.published();
        String body =
                raw("0x" + published.vkey().hex(), Hex.encode(published.publicValues()), Hex.encode(published.proof()));
        json(body)
                .statusCode(200)
                .body("pinned", equalTo(false))
                .body("system", startsWith("sp1_"))
                .body("circuit", startsWith("v"))
                .body("journal", equalTo(null));
        get("/proofs/recent")
                .then()
                .statusCode(200)
                .body(entryOf(published.vkey()) + ".source", equalTo("submitted"))
                .body(entryOf(published.vkey()) + ".txid", equalTo(null))
                .body(entryOf(published.vkey()) + ".height", equalTo(null))
                .body(entryOf(published.vkey()) + ".time", matchesPattern("\\d{4}-\\d\\d-\\d\\dT.*Z"));
    }

    private static String entryOf(Hash256 vkey) {
        return "proofs.find { it.program_vkey == '" + vkey.hex() + "' }";
    }

    @Test
    void namesTheVerifiersReason() {
        byte[] changed = TestProofs.spend(1);
        changed[9] ^= 1;
        assertRefused(bytes(changed), "pairing_mismatch");
        assertRefused(json(envelope(changed)), "pairing_mismatch");
        assertRefused(bytes(new byte[0]), "bad_length");
        byte[] unknown = TestProofs.spend(1);
        unknown[0] = 3;
        assertRefused(bytes(unknown), "unknown_system");
        ProofRequest.RawSp1 published = TestProofs.published();
        String values = Hex.encode(published.publicValues());
        String proof = Hex.encode(published.proof());
        assertRefused(json(raw("00" + "11".repeat(31), values, proof)), "pairing_mismatch");
        assertRefused(json(raw("ff".repeat(32), values, proof)), "input_out_of_range");
        assertRefused(json(raw("11".repeat(32), values, "ffffffff" + proof.substring(8))), "unknown_selector");
        assertRefused(json(raw("11".repeat(32), values, "")), "bad_length");
    }

    @Test
    void namesEachBadField() {
        String vkey = "11".repeat(32);
        assertProblem(json("{"), 400, "malformed_json", null);
        assertProblem(json("[]"), 400, "malformed_json", null);
        assertProblem(json("{}"), 400, "missing_field", "vkey");
        assertProblem(json("{\"vkey\":\"" + vkey + "\"}"), 400, "missing_field", "public_values");
        assertProblem(json(raw("11", "", "")), 400, "invalid_field", "vkey");
        assertProblem(json(raw(vkey, "xy", "")), 400, "invalid_field", "public_values");
        assertProblem(
                json(raw(vkey, "00".repeat(ProofReader.PUBLIC_VALUES_BYTES_MAX + 1), "")),
                400,
                "invalid_field",
                "public_values");
        assertProblem(
                json(raw(vkey, "", "00".repeat(ProofEnvelope.PROOF_BYTES_MAX + 1))), 400, "invalid_field", "proof");
        assertProblem(json(envelope(new byte[ProofEnvelope.BYTES_MAX + 1])), 400, "invalid_field", "envelope");
        assertProblem(json("{\"envelope\":\"00\",\"proof\":\"00\"}"), 400, "invalid_field", "envelope");
    }

    @Test
    void limitsTheBody() throws Exception {
        assertProblem(json(" ".repeat(ProofReader.BODY_BYTES_MAX + 1)), 413, "body_too_large", null);
        assertProblem(bytes(new byte[ProofEnvelope.BYTES_MAX + 1]), 413, "body_too_large", null);
        assertThat(answerToTheHeadOf(new byte[1 << 20])).isEqualTo(413);
    }

    /** A body over the server's own bound is refused by its head; who sends it all the same may be cut off before the answer is read. */
    private static int answerToTheHeadOf(byte[] body) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/proofs"))
                    .header("Content-Type", "application/octet-stream")
                    .expectContinue(true)
                    .version(HttpClient.Version.HTTP_1_1)
                    .timeout(PATIENCE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void asksToTryAgainWhileTheQueueIsFull() {
        try (BusySubmissions busy = BusySubmissions.of(checker)) {
            assertProblem(bytes(TestProofs.spend(2)), 503, "proof_queue_full", null)
                    .header("Retry-After", "1");
        }
        bytes(TestProofs.spend(2)).statusCode(200);
        get("/metrics").then().body(containsString("vanta_proofs_total{outcome=\"busy\"}"));
        get("/metrics").then().body(containsString("vanta_proof_check_seconds_count"));
    }

    @Test
    void describesItself() {
        get("/openapi").then().statusCode(200).body(containsString("/proofs")).body(containsString("/proofs/recent"));
    }

    @Test
    void followsAProofIntoTheChainAndOutOfItAgain() {
        try (RpcCaller l1 = new RpcCaller(
                URI.create(config("vanta.l1.url")),
                new Credentials.Password(config("vanta.l1.user"), config("vanta.l1.password")))) {
            String funding = rpc(l1, "generatetoaddress", 1, "any").get(0).asText();
            Hash256 coinbase = Hash256.fromDisplayHex(
                    rpc(l1, "getblock", funding).get("tx").get(0).asText());
            Transaction spend = TestProofs.spending(
                    new OutPoint(coinbase, 0), TestProofs.spend(3), new TxOutput(0, new byte[] {0x51}));
            String txid =
                    rpc(l1, "sendrawtransaction", Hex.encode(spend.toBytes())).asText();
            assertThat(isRevealed("56".repeat(32))).isFalse();

            bytes(TestProofs.spend(3)).statusCode(200);
            assertThat(isRevealed("56".repeat(32))).as("only submitted").isFalse();
            String carrier = rpc(l1, "generatetoaddress", 1, "any").get(0).asText();
            await(() -> isRevealed("56".repeat(32)) && isRevealed("57".repeat(32)));
            await(() -> recent(txid) != null);
            assertThat(recent(txid))
                    .containsEntry("source", "block")
                    .containsEntry(
                            "height", rpc(l1, "getblock", carrier).get("height").asInt())
                    .containsEntry("pinned", true);
            List<String> sources = get("/proofs/recent")
                    .jsonPath()
                    .getList("proofs.findAll { it.journal?.nullifiers?.contains('%s') }.source"
                            .formatted("56".repeat(32)));
            assertThat(sources).as("its submission made room").containsExactly("block");

            rpc(l1, "invalidateblock", carrier);
            await(() -> !isRevealed("56".repeat(32)));
            await(() -> recent(txid) == null);
            rpc(l1, "reconsiderblock", carrier);
            await(() -> isRevealed("57".repeat(32)) && recent(txid) != null);
        }
    }

    private static @Nullable Map<String, Object> recent(String txid) {
        return get("/proofs/recent").jsonPath().getMap("proofs.find { it.txid == '" + txid + "' }");
    }

    private static boolean isRevealed(String nullifier) {
        return get("/nullifiers/" + nullifier).jsonPath().getBoolean("present");
    }

    private static String config(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }

    private static JsonNode rpc(RpcCaller l1, String method, Object... params) {
        return switch (l1.call(method, params)) {
            case NodeReply.Ok<JsonNode>(JsonNode value) -> value;
            case NodeReply.Failed<JsonNode>(NodeFailure failure) ->
                throw new AssertionError(method + ": " + failure.sentence());
        };
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not so after " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }
}
