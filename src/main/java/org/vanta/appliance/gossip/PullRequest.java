package org.vanta.appliance.gossip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.EncryptedNote;

/** {@code GET notes/{commitment}} at a URL that a neighbour told: bounded in time and size, and strict, since anybody may stand there. */
final class PullRequest implements AutoCloseable {
    static final int ANSWER_BYTES_MAX = 16 << 10;

    /** To connect and send the headers: the client's own timeout ends with them. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** For the whole answer. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What came of a request. */
    sealed interface Answer {
        /** The envelopes there, perhaps none. */
        record Notes(List<EncryptedNote> notes) implements Answer {}

        /** As a sidecar that is busy or mends its store, or a proxy before one that is away, answers. */
        record NotNow(int status) implements Answer {}

        /** No sidecar answers so. */
        record Nonsense(String reason) implements Answer {}
    }

    private final boolean local;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param local whether addresses that are not on the open network are fine too */
    PullRequest(boolean local) {
        this.local = local;
    }

    Answer ask(URI base, Hash256 commitment) throws InterruptedException {
        if (!PeerUrl.isAskable(base, local)) {
            return new Answer.Nonsense("not on the open network");
        }
        try {
            HttpResponse<byte[]> response = answer(base.resolve("notes/" + commitment.hex()));
            int status = response.statusCode();
            if (status == OK) {
                return new Answer.Notes(notes(response.body(), commitment));
            }
            return status == TOO_MANY_REQUESTS || status >= SERVER_ERROR
                    ? new Answer.NotNow(status)
                    : new Answer.Nonsense("status " + status);
        } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
            return new Answer.Nonsense(e.toString());
        }
    }

    private HttpResponse<byte[]> answer(URI url) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            return answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            // Ends the connection of an answer that has not come to its end.
            answer.cancel(true);
        }
    }

    /** @throws MalformedBytesException if it is no list of notes, or an envelope is of another commitment or has no envelope's form */
    static List<EncryptedNote> notes(byte[] body, Hash256 commitment) throws IOException {
        JsonNode notes = JSON.readTree(body).path("notes");
        if (!notes.isArray()) {
            throw new MalformedBytesException("no list of notes");
        }
        List<EncryptedNote> found = new ArrayList<>();
        for (JsonNode entry : notes) {
            if (!entry.path("commitment").asText().equals(commitment.hex())) {
                throw new MalformedBytesException("an envelope of another commitment");
            }
            found.add(new EncryptedNote(
                    Hash256.fromHex(entry.path("ephemeral_pubkey").asText()),
                    Hex.decode(entry.path("ciphertext").asText()),
                    commitment));
        }
        return found;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
