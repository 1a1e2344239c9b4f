package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.FilledInbox;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.SubmitOutcome;
import org.vanta.appliance.store.TestDatabase;

/**
 * Goal: a reader of a stream of notes that never reads is dropped, and nobody else notices. Method: real sockets to a real server over a real
 * inbox of more notes than the sockets' buffers hold.
 */
@SuppressWarnings("NullAway.Init")
class SlowReaderTest {
    private static final int NOTES = 25_000;

    /** Long enough for an honest reader on a busy machine. */
    private static final Duration SLOW_MAX = Duration.ofSeconds(3);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path folder;

    private TestDatabase database;
    private NoteStreams streams;
    private TestHttp server;

    @BeforeEach
    void start() throws Exception {
        FilledInbox.fill(folder, NOTES);
        database = TestDatabase.open(folder);
        database.notes.load(-1, _ -> StoredNote.NO_HEIGHT);
        streams = new NoteStreams(database.notes, new ReadGate(), new ObjectMapper(), SLOW_MAX);
        server = new TestHttp(streams::route);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        database.close();
    }

    private Socket open(String path, String accept) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8_192);
        socket.setSoTimeout(20_000);
        return server.get(socket, path, accept);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Notes up to one of this cursor, or to the stream's end. */
    private static int notes(BufferedReader in, long lastCursor) {
        String last = "\"cursor\":\"" + lastCursor + "\"";
        int notes = 0;
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                notes += line.contains("\"cursor\"") ? 1 : 0;
                if (line.contains(last)) {
                    return notes;
                }
            }
        } catch (IOException _) {
            // Dropped: the connection was reset.
            return notes;
        }
        return notes;
    }

    private void awaitStreams(int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (streams.count() != count) {
            assertThat(System.nanoTime())
                    .as("%d streams are open, not %d", streams.count(), count)
                    .isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void isDroppedAndOthersAreNot() throws Exception {
        List<Socket> stuck = new ArrayList<>();
        try (Socket following = open("/notes?follow=true&after=" + (NOTES - 1), "application/x-ndjson")) {
            BufferedReader honest = reader(following);
            assertThat(notes(honest, NOTES)).isEqualTo(1);
            while (stuck.size() < NoteStreams.STREAMS_OF_ONE_SOURCE_MAX - 2) {
                stuck.add(open(
                        stuck.size() % 2 == 0 ? "/notes?follow=true" : "/notes",
                        stuck.size() % 2 == 0 ? "application/x-ndjson" : "text/event-stream"));
            }
            awaitStreams(stuck.size() + 1);
            try (Socket all = open("/notes?follow=true", "application/x-ndjson")) {
                assertThat(notes(reader(all), NOTES))
                        .as("all of them, beside those who never read")
                        .isEqualTo(NOTES);
            }
            Hash256 hash = Hash256.fromHex("77".repeat(32));
            SubmitOutcome outcome = database.notes.submit(
                    new EncryptedNote(hash, new byte[60], hash), NoteSource.SUBMITTED, _ -> StoredNote.NO_HEIGHT);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            SubmitOutcome.Stored.class,
                            stored -> assertThat(notes(honest, stored.cursor())).isEqualTo(1));
            awaitStreams(1);
            for (Socket socket : stuck) {
                assertThat(notes(reader(socket), NOTES))
                        .as("what was on its way when the reader was dropped")
                        .isLessThan(NOTES);
            }
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }

    /** What is written waits for the server's thread first, and nobody counts it there. */
    @Test
    @Timeout(120)
    void isReadForNoFurtherThanTheServerHasCome() throws Exception {
        CountDownLatch goesOn = new CountDownLatch(1);
        NoteStreams patient =
                new NoteStreams(database.notes, new ReadGate(), new ObjectMapper(), Duration.ofSeconds(60));
        try (TestHttp busy = new TestHttp(router -> {
                    router.get().order(Integer.MIN_VALUE).handler(context -> {
                        context.next();
                        await(goesOn);
                    });
                    patient.route(router);
                });
                Socket socket = new Socket();
                AutoCloseable _ = goesOn::countDown) {
            socket.setSoTimeout(20_000);
            busy.get(socket, "/notes", "application/x-ndjson");
            while (patient.count() == 0) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 50; i++) {
                assertThat(patient.count()).as("it has not come to the end").isEqualTo(1);
                Thread.sleep(100);
            }
            goesOn.countDown();
            assertThat(notes(reader(socket), NOTES)).isEqualTo(NOTES);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
