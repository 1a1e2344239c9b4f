package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerResponse;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.TestDatabase;

/**
 * Goal: a reader of notes that has gone before its stream begins leaves its place at once. Method: a real connection that is closed before the
 * stream sets its handlers.
 */
@SuppressWarnings("NullAway.Init")
class GoneReaderTest {
    /** Shorter than the time between two signs of life would be, longer than a busy machine needs. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final CompletableFuture<HttpServerResponse> gone = new CompletableFuture<>();
    private final CompletableFuture<HttpServerResponse> asked = new CompletableFuture<>();
    private TestDatabase database;
    private TestHttp server;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.open(folder);
        database.notes.load(-1, _ -> StoredNote.NO_HEIGHT);
        server = new TestHttp(router -> router.route().handler(context -> {
            HttpServerResponse response = context.response();
            response.closeHandler(_ -> gone.complete(response));
            asked.complete(response);
        }));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        database.close();
    }

    @Test
    void endsAStreamWhoseReaderHasGone() throws Exception {
        try (Socket _ = server.get(new Socket(), "/notes", "*/*")) {
            asked.get(60, TimeUnit.SECONDS);
        }
        HttpServerResponse response = gone.get(60, TimeUnit.SECONDS);
        Thread stream = Thread.ofVirtual()
                .start(new NoteStream(
                        database.notes, new ReadGate(), NoteText.EVENTS, true, 0, response, Duration.ofSeconds(30)));
        try {
            assertThat(stream.join(SOON)).as("the stream ended").isTrue();
        } finally {
            stream.interrupt();
            stream.join();
        }
    }
}
