package org.vanta.appliance.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Goal: wallets and probes get answers of the documented form, also while L1 is away. Method: the whole program over HTTP. */
@QuarkusTest
@TestProfile(WithoutL1.class)
class RestTest {
    private static final String KEY = "11".repeat(32);
    private static final String CIPHERTEXT = "22".repeat(60);

    private static ValidatableResponse submit(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/submit")
                .then();
    }

    private static String note(String key, String ciphertext, String commitment) {
        return "{\"ephemeral_pubkey\":" + key + ",\"ciphertext\":" + ciphertext + ",\"commitment\":" + commitment + "}";
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static void assertProblem(ValidatableResponse response, int status, String code, @Nullable String field) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("field", equalTo(field))
                .body("status", equalTo(status))
                .body("detail", notNullValue());
    }

    @Test
    void takesANoteAsHexOrAsBytesAndKnowsItIsTheSame() {
        String commitment = "33".repeat(32);
        submit(note(quoted(KEY), quoted(CIPHERTEXT), quoted(commitment)))
                .statusCode(201)
                .body("state", equalTo("pending"))
                .body("commitment", equalTo(commitment));
        String keyBytes = Collections.nCopies(32, 0x11).toString();
        String ciphertextBytes = Collections.nCopies(60, 0x22).toString();
        submit(note(keyBytes, ciphertextBytes, quoted(commitment))).statusCode(200);
        get("/notes?limit=1000")
                .then()
                .statusCode(200)
                .body("notes.commitment", hasItem(commitment))
                .body("notes.state", hasItem("pending"))
                .body("notes[0].height", equalTo(null))
                .body("next", notNullValue());
    }

    @Test
    void namesEachBadField() {
        String good = quoted("44".repeat(32));
        assertProblem(submit("{"), 400, "malformed_json", null);
        assertProblem(submit("[]"), 400, "malformed_json", null);
        assertProblem(submit("[[[[[[[[[["), 400, "malformed_json", null);
        assertProblem(submit("{}"), 400, "missing_field", "ephemeral_pubkey");
        assertProblem(submit(note("\"xy\"", quoted(CIPHERTEXT), good)), 400, "invalid_field", "ephemeral_pubkey");
        assertProblem(submit(note(good, "\"00\"", good)), 400, "invalid_field", "ciphertext");
        assertProblem(submit(note(good, "[256]", good)), 400, "invalid_field", "ciphertext");
        assertProblem(submit(note(good, "7", good)), 400, "invalid_field", "ciphertext");
        assertProblem(submit(note(good, quoted(CIPHERTEXT), "\"33\"")), 400, "invalid_field", "commitment");
        assertProblem(
                submit("{\"commitment\":" + good + ","
                        + note(good, quoted(CIPHERTEXT), good).substring(1)),
                400,
                "malformed_json",
                null);
        assertProblem(submit("\u0000\u0001\u00ff"), 400, "malformed_json", null);
        assertProblem(submit(note(good, quoted(CIPHERTEXT), good) + "{}"), 400, "malformed_json", null);
        assertProblem(submit(note(good, "[1e2]", good)), 400, "invalid_field", "ciphertext");
        assertProblem(submit(note(good, "[" + "9".repeat(2000) + "]", good)), 400, "malformed_json", null);
        submit(" ".repeat(100_000)).statusCode(413);
        get("/notes/" + "44".repeat(32)).then().statusCode(200).body("notes.size()", equalTo(0));
        assertProblem(submit(" ".repeat(NoteReader.BODY_BYTES_MAX + 1)), 413, "body_too_large", null);
        assertProblem(get("/notes?after=-1").then(), 400, "invalid_field", "after");
        assertProblem(get("/notes?limit=1001").then(), 400, "invalid_field", "limit");
        assertProblem(get("/smt/zz").then(), 400, "invalid_field", "commitment");
        assertProblem(get("/nullifiers/zz").then(), 400, "invalid_field", "nullifier");
        assertProblem(get("/blocks?limit=0").then(), 400, "invalid_field", "limit");
    }

    @Test
    void answersStatusAndProofsOfAnEmptyState() {
        get("/status")
                .then()
                .statusCode(200)
                .body("network", equalTo("regtest"))
                .body("height", equalTo(-1))
                .body("commitment_count", equalTo(0))
                .body("smt_root", equalTo("00".repeat(32)))
                .body("l1.connected", equalTo(false));
        get("/smt/" + KEY)
                .then()
                .statusCode(200)
                .body("present", equalTo(false))
                .body("terminal", equalTo("empty"))
                .body("siblings.size()", equalTo(0));
        get("/nullifiers/" + KEY).then().statusCode(200).body("present", equalTo(false));
        get("/blocks").then().statusCode(200).body("blocks.size()", equalTo(0));
    }

    @Test
    void isAliveButNotReadyWithoutL1() {
        get("/health/live").then().statusCode(200);
        get("/health/started").then().statusCode(200);
        get("/health/ready").then().statusCode(503);
        get("/health")
                .then()
                .statusCode(200)
                .body("miners_connected", equalTo(0))
                .body("last_block_found", equalTo(null))
                .body("retry_queue_depth", equalTo(0))
                .body("l1.state", equalTo("down"))
                .body("store.state", notNullValue());
    }

    @Test
    void showsMetricsAndTheDescriptionOfItself() {
        get("/metrics").then().statusCode(200).body(containsString("vanta_index_height"));
        get("/openapi").then().statusCode(200).body(containsString("/submit"));
    }
}
