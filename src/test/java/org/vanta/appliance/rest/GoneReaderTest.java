package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<HttpServerResponse> gone = new CompletableFuture<>();
    private final CompletableFuture<HttpServerResponse> asked = new CompletableFuture<>();
    private TestDatabase database;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.open(folder);
        database.notes.load(-1, _ -> StoredNote.NO_HEIGHT);
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    HttpServerResponse response = request.response();
                    response.closeHandler(_ -> gone.complete(response));
                    asked.complete(response);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @AfterEach
    void stop() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get();
        vertx.close().toCompletionStage().toCompletableFuture().get();
        database.close();
    }

    @Test
    void endsAStreamWhoseReaderHasGone() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            socket.getOutputStream()
                    .write("GET /notes HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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
