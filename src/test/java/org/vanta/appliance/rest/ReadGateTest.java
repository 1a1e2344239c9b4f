package org.vanta.appliance.rest;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

/** Goal: strangers can't keep the writer and the index from the database. Method: the whole program over HTTP, with reads that don't end. */
@QuarkusTest
@TestProfile(WithoutL1.class)
@SuppressWarnings("NullAway.Init")
class ReadGateTest {
    @Inject
    ReadGate gate;

    @Inject
    Config config;

    /** Takes all places for answers until the latch is opened. */
    private List<Thread> occupy(CountDownLatch leave) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(ReadGate.ANSWERS_MAX);
        Supplier<Boolean> read = () -> {
            inside.countDown();
            try {
                return leave.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < ReadGate.ANSWERS_MAX; i++) {
            readers.add(Thread.ofVirtual().start(() -> gate.answer(read)));
        }
        assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
        return readers;
    }

    @Test
    void refusesReadsBeyondItsPlacesAndSaysWhenToComeBack() throws InterruptedException {
        CountDownLatch leave = new CountDownLatch(1);
        List<Thread> readers = occupy(leave);
        try {
            for (String path : List.of("/notes", "/notes/" + "11".repeat(32), "/blocks", "/api/pool", "/api/info")) {
                get(path)
                        .then()
                        .statusCode(503)
                        .contentType("application/problem+json")
                        .header("Retry-After", "1")
                        .body("code", equalTo("too_many_reads"));
            }
            assertThat(gate.stream(() -> "read")).as("streams have their own").isEqualTo("read");
            get("/status").then().statusCode(200);
        } finally {
            leave.countDown();
            for (Thread reader : readers) {
                reader.join();
            }
        }
        get("/notes").then().statusCode(200);
    }

    @Test
    void leavesConnectionsOfThePoolToTheWriterAndTheIndex() {
        int pool = config.getValue("quarkus.datasource.jdbc.max-size", Integer.class);
        assertThat(ReadGate.ANSWERS_MAX + ReadGate.STREAMS_MAX).isLessThan(pool - 1);
    }
}
