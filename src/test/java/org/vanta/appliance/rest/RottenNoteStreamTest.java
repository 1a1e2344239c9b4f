package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.TestDatabase;

/** Goal: a stream that follows waits at a last note that is rotten. Method: a real socket over a real inbox, spoilt. */
@SuppressWarnings("NullAway.Init")
class RottenNoteStreamTest {
    private static final int QUIET_MILLIS = 1_000;
    private static final int LINES_MAX = 20;

    @TempDir
    Path folder;

    private TestDatabase database;
    private TestHttp server;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.open(folder);
        database.notes.load(-1, _ -> StoredNote.NO_HEIGHT);
        server = new TestHttp(router -> router.route()
                .handler(context -> Thread.ofVirtual()
                        .start(new NoteStream(
                                database.notes,
                                new ReadGate(),
                                NoteText.NDJSON,
                                true,
                                0,
                                context.response(),
                                Duration.ofSeconds(30)))));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        database.close();
    }

    private void submit(int seed) {
        Hash256 hash = Hash256.fromHex(String.format("%02x", seed).repeat(32));
        database.notes.submit(
                new EncryptedNote(hash, new byte[60], hash), NoteSource.SUBMITTED, _ -> StoredNote.NO_HEIGHT);
    }

    @Test
    void waitsAtARottenLastNote() throws Exception {
        submit(1);
        submit(2);
        database.tamper("update note set first_seen = first_seen + 1 where id = (select max(id) from note)");
        try (Socket socket = server.get(new Socket(), "/notes", "*/*")) {
            socket.setSoTimeout(60_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            lineWith(in, "\"0101");
            socket.setSoTimeout(QUIET_MILLIS);
            assertThat(linesUntilQuiet(in)).isLessThan(LINES_MAX);
        }
    }

    private static void lineWith(BufferedReader in, String part) throws IOException {
        String line = in.readLine();
        while (line != null && !line.contains(part)) {
            line = in.readLine();
        }
        assertThat(line).isNotNull();
    }

    private static int linesUntilQuiet(BufferedReader in) throws IOException {
        int lines = 0;
        try {
            while (lines < LINES_MAX && in.readLine() != null) {
                lines++;
            }
        } catch (SocketTimeoutException _) {
            return lines;
        }
        return lines;
    }
}
