package org.vanta.appliance.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Goal: wallets that stay connected are told of notes as they come, and no source takes more than its share. Method: the whole program over HTTP. */
@QuarkusTest
@TestProfile(FewSubmits.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class NoteStreamsTest {
    private static final int TOO_MANY = 429;

    @TestHTTPResource("/")
    URL url;

    private static ValidatableResponse submit(int seed) {
        String hex = String.format("%02x", seed).repeat(32);
        return given().body("{\"ephemeral_pubkey\":\"" + hex + "\",\"ciphertext\":\"" + "22".repeat(60)
                        + "\",\"commitment\":\"" + hex + "\"}")
                .post("/submit")
                .then();
    }

    private Socket open(String path, String accept) throws IOException {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(20_000);
        OutputStream out = socket.getOutputStream();
        out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    /** A stream that was closed before makes room as soon as the server has seen it. */
    private Socket admitted(String path, String accept) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            Socket socket = open(path, accept);
            if (new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII)
                    .endsWith("200")) {
                return socket;
            }
            socket.close();
            assertThat(System.nanoTime()).as("room within 20 s").isLessThan(deadline);
        }
    }

    private static String line(BufferedReader in, String part) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without " + part);
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Test
    @Order(1)
    void streamsAllNotesAsLinesAndEnds() {
        submit(1).statusCode(201);
        submit(2).statusCode(201);
        List<String> lines = given().accept("application/x-ndjson")
                .get("/notes")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .body()
                .asString()
                .lines()
                .toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).contains("\"cursor\":\"", "\"state\":\"pending\"", "\"height\":null");
    }

    @Test
    @Order(2)
    void tellsAConnectedWalletOfTheNextNote() throws IOException {
        long told = Long.parseLong(given().get("/notes").jsonPath().getString("next"));
        try (Socket lines = open("/notes?follow=true", "application/x-ndjson");
                Socket events = open("/notes?after=" + told, "text/event-stream")) {
            BufferedReader line = reader(lines.getInputStream());
            BufferedReader event = reader(events.getInputStream());
            // Both have caught up.
            line(line, "0202");
            line(event, ":");
            submit(3).statusCode(201);
            line(line, "\"commitment\":\"0303");
            assertThat(line(event, "id: ")).isEqualTo("id: " + (told + 1));
            line(event, "event: note");
            assertThat(line(event, "data: ")).contains("\"commitment\":\"0303");
        }
    }

    @Test
    @Order(3)
    void refusesMoreStreamsThanOneSourceMayHave() throws IOException {
        Socket[] sockets = new Socket[NoteStreams.STREAMS_OF_ONE_SOURCE_MAX];
        try {
            for (int i = 0; i < sockets.length; i++) {
                sockets[i] = admitted("/notes", "text/event-stream");
                line(reader(sockets[i].getInputStream()), "0303");
            }
            given().accept("text/event-stream")
                    .get("/notes")
                    .then()
                    .statusCode(429)
                    .contentType("application/problem+json")
                    .header("Retry-After", notNullValue())
                    .body("code", equalTo("too_many_streams"));
        } finally {
            for (Socket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    @Test
    @Order(4)
    void namesABadCursorOfAStream() {
        given().accept("application/x-ndjson")
                .get("/notes?after=x")
                .then()
                .statusCode(400)
                .body("field", equalTo("after"));
    }

    @Test
    @Order(5)
    void keepsSlotsOfACommitmentFromOneSource() {
        String commitment = "77".repeat(32);
        for (int i = 0; i <= SubmitQuota.ENVELOPES_OF_ONE_SOURCE_MAX; i++) {
            String key = String.format("%02x", 0x80 + i).repeat(32);
            given().body("{\"ephemeral_pubkey\":\"" + key + "\",\"ciphertext\":\"" + "22".repeat(60)
                            + "\",\"commitment\":\"" + commitment + "\"}")
                    .post("/submit")
                    .then()
                    .statusCode(i < SubmitQuota.ENVELOPES_OF_ONE_SOURCE_MAX ? 201 : 409);
        }
    }

    @Test
    @Order(6)
    void refusesASourceThatCallsTooOftenAndSaysWhenToComeBack() {
        // On a slow machine the quota fills up again in between, so it takes more calls than there are in it.
        int before = 0;
        ValidatableResponse last = submit(1);
        for (int i = 2; last.extract().statusCode() != TOO_MANY; i++) {
            before = stored();
            last = submit(i);
            assertThat(i).isLessThan(10 * FewSubmits.SUBMITS);
        }
        last.contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("code", equalTo("too_many_submits"));
        assertThat(stored()).as("the refused one is not").isEqualTo(before);
    }

    private static int stored() {
        return given().get("/notes?limit=1000").jsonPath().getList("notes").size();
    }
}
