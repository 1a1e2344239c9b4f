package org.vanta.appliance.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: everybody sees how gossip is, and the operator alone sees addresses and bans. Method: the whole program over HTTP. */
@QuarkusTest
@TestProfile(WithoutL1.class)
class GossipRestTest {
    private static final String ID = "ab".repeat(32);

    @Test
    void tellsHowGossipIsWithoutTheOperatorsWord() {
        get("/peers")
                .then()
                .statusCode(200)
                .body("state", equalTo("waiting"))
                .body("peer_count", equalTo(0))
                .body("peers", hasSize(0))
                .body("hinted_commitments", equalTo(0));
        get("/status").then().statusCode(200).body("peer_count", equalTo(0));
        get("/health").then().statusCode(200).body("gossip.state", equalTo("up"));
    }

    @Test
    void theOperatorSeesTheTicketAndBansAndUnbans() {
        get("/peers/self")
                .then()
                .statusCode(200)
                .body("id", matchesPattern("[0-9a-f]{64}"))
                .body("ticket", matchesPattern("endpoint[a-z2-7]+"));
        for (String subject : List.of(ID, "203.0.113.9")) {
            given().queryParam("subject", subject)
                    .queryParam("seconds", 60)
                    .post("/peers/bans")
                    .then()
                    .statusCode(200)
                    .body("reason", equalTo("operator"));
        }
        get("/peers/bans").then().statusCode(200).body("bans.subject", equalTo(List.of(ID, "203.0.113.0/24")));
        given().queryParam("subject", ID).delete("/peers/bans").then().statusCode(204);
        given().queryParam("subject", ID)
                .delete("/peers/bans")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_banned"));
        given().queryParam("subject", "203.0.113.200")
                .delete("/peers/bans")
                .then()
                .statusCode(204);
    }

    @Test
    void namesABadSubjectAndABadNumber() {
        for (String bad : List.of("127.0.0.1", "example.org", "zz")) {
            given().queryParam("subject", bad)
                    .post("/peers/bans")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_field"))
                    .body("field", equalTo("subject"));
        }
        given().post("/peers/bans").then().statusCode(400).body("code", equalTo("missing_field"));
        given().queryParam("subject", ID)
                .queryParam("seconds", "0")
                .post("/peers/bans")
                .then()
                .statusCode(400)
                .body("field", equalTo("seconds"));
    }

    @Test
    void whoCameThroughAProxyOrAWebPageOrUnderAnotherNameIsNotTheOperator() {
        for (RequestSpecification request : List.of(
                given().header("X-Forwarded-For", "127.0.0.1"),
                given().header("Forwarded", "for=127.0.0.1"),
                given().header("Origin", "https://page.example"),
                given().header("Host", "page.example"),
                given().header("X-Forwarded-For", "127.0.0.1").header("Authorization", "Bearer wrong"))) {
            request.get("/peers/bans").then().statusCode(403).body("code", equalTo("forbidden"));
        }
    }

    @Test
    void givesTheEnvelopesOfACommitmentToWhoMissedThem() {
        String commitment = "cd".repeat(32);
        get("/notes/" + commitment).then().statusCode(200).body("notes", hasSize(0));
        given().contentType("application/json")
                .body("{\"ephemeral_pubkey\":\"" + ID + "\",\"ciphertext\":\"" + "22".repeat(60)
                        + "\",\"commitment\":\"" + commitment + "\"}")
                .post("/submit")
                .then()
                .statusCode(201);
        get("/notes/" + commitment)
                .then()
                .statusCode(200)
                .body("notes", hasSize(1))
                .body("notes.commitment", everyItem(equalTo(commitment)));
        get("/notes/zz").then().statusCode(400).body("field", equalTo("commitment"));
    }
}
