package org.vanta.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.delivery.SidecarCall;
import org.vanta.appliance.note.WalletSecret;

/**
 * Stays connected to a sidecar's stream of notes ({@code GET /notes?follow=true} as NDJSON) and tells of the wallet's. When the connection ends
 * it comes back and goes on after the last cursor; what was told already in the same state is not told again.
 */
final class WalletFollow {
    /** Three times as long as a sidecar without news is silent. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(45);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY_MIN = Duration.ofMillis(250);
    private static final Duration RETRY_MAX = Duration.ofSeconds(15);

    /** Many times the longest note. */
    private static final int LINE_BYTES_MAX = 1 << 16;

    /** Answers of a sidecar that has no room at present. */
    private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Hash256, FoundNote> told = new HashMap<>();
    private final URI sidecar;
    private final WalletSecret secret;
    private final BiConsumer<FoundNote, String> found;
    private final Consumer<String> news;
    private String cursor;
    private boolean answered;
    private @Nullable String trouble;
    private volatile long heardAt;

    /**
     * @param cursor where an earlier scan stopped, "0" for all notes
     * @param found gets each note of the wallet and the cursor to go on from after it
     * @param news gets sentences about the connection
     */
    WalletFollow(
            URI sidecar,
            WalletSecret secret,
            String cursor,
            BiConsumer<FoundNote, String> found,
            Consumer<String> news) {
        this.sidecar = sidecar;
        this.secret = secret;
        this.cursor = cursor;
        this.found = found;
        this.news = news;
    }

    /**
     * Follows until the thread is interrupted.
     *
     * @throws CannotException if there is no sidecar at the start, or what is there is none
     */
    void run() throws InterruptedException {
        Duration pause = RETRY_MIN;
        while (true) {
            String before = cursor;
            try {
                read();
                lost("the stream ended");
            } catch (IOException e) {
                if (!answered) {
                    throw new CannotException(
                            "can't read notes from " + sidecar + " (" + e + "); is the appliance running there?", e);
                }
                lost(e.toString());
            }
            pause = cursor.equals(before) ? pause : RETRY_MIN;
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(RETRY_MAX) > 0 ? RETRY_MAX : pause.multipliedBy(2);
        }
    }

    /** Says so once for each time that the connection is gone. */
    private void lost(String why) {
        if (trouble == null) {
            news.accept("no notes from " + sidecar + " (" + why + "); trying again");
        }
        trouble = why;
    }

    private void connected() {
        if (trouble != null) {
            news.accept("following " + sidecar + " again");
        }
        trouble = null;
        answered = true;
    }

    private void read() throws IOException, InterruptedException {
        URI uri = SidecarCall.uri(sidecar, "/notes?follow=true&after=" + cursor);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/x-ndjson")
                .timeout(SILENCE_MAX)
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = new BufferedInputStream(response.body())) {
            if (LATER.contains(response.statusCode())) {
                answered = true;
                throw new IOException("HTTP status " + response.statusCode());
            }
            if (response.statusCode() != 200) {
                throw new CannotException(uri + " answered with HTTP status " + response.statusCode());
            }
            if (!response.headers().firstValue("Content-Type").orElse("").startsWith("application/x-ndjson")) {
                throw new CannotException(uri + " does not answer as a sidecar does: no stream of notes");
            }
            connected();
            Thread watch = Thread.ofVirtual().start(() -> closeWhenSilent(response.body()));
            try {
                readLines(in, uri);
            } finally {
                watch.interrupt();
            }
        }
    }

    private void readLines(InputStream in, URI uri) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.write(next);
                if (line.size() > LINE_BYTES_MAX) {
                    throw new CannotException(uri + " does not answer as a sidecar does: a line of more than "
                            + LINE_BYTES_MAX + " bytes");
                }
                continue;
            }
            heardAt = System.nanoTime();
            if (line.size() > 0) {
                take(json.readTree(line.toByteArray()));
                line.reset();
            }
        }
    }

    private void take(JsonNode entry) {
        cursor = entry.path("cursor").asText(cursor);
        FoundNote.open(entry, secret).ifPresent(note -> {
            if (!note.equals(told.put(note.note().commitment(), note))) {
                found.accept(note, cursor);
            }
        });
    }

    /** A connection that died without a word is found by the silence. */
    private void closeWhenSilent(InputStream body) {
        heardAt = System.nanoTime();
        try (body) {
            long silent = 0;
            while (silent < SILENCE_MAX.toNanos()) {
                TimeUnit.NANOSECONDS.sleep(SILENCE_MAX.toNanos() - silent);
                silent = System.nanoTime() - heardAt;
            }
        } catch (InterruptedException | IOException _) {
            // The stream has ended already.
            return;
        }
    }
}
