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
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.gossip.core.PeerId;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Fetches the envelopes of commitments that the chain anchors and gossip has not brought: walks the indexed blocks, each once, and asks the
 * neighbours that have told a URL, one after the other, {@code GET notes/{commitment}}. What comes is an envelope of just that commitment or
 * nothing. On a thread of its own.
 */
final class PullSync implements AutoCloseable {
    static final int ANSWER_BYTES_MAX = 16 << 10;
    static final int UNANSWERED_MAX = 4_096;

    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(20);
    /** To connect and send the headers: the client's own timeout ends with them. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** For the whole answer. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);
    private static final int STATUS_OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = Logger.getLogger(PullSync.class);

    private final IndexedChain chain;
    private final Consumer<EncryptedNote> intake;
    private final boolean local;
    private final Duration pause;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Map<PeerId, URI> sources = new ConcurrentHashMap<>();
    private final Set<Hash256> unanswered = new LinkedHashSet<>();
    private final Thread thread = Thread.ofVirtual().name("gossip-pull").unstarted(this::run);
    private volatile boolean hasNewSource;
    private int top = -1;
    private int next;
    private int undoneTo = Integer.MAX_VALUE;
    private long askedAgainAt = System.nanoTime();

    /** @param pause between two looks at the chain; a block's notes have as long to come by themselves */
    PullSync(IndexedChain chain, Consumer<EncryptedNote> intake, boolean local, Duration pause) {
        this.chain = chain;
        this.intake = intake;
        this.local = local;
        this.pause = pause;
    }

    void start() {
        thread.start();
    }

    void source(PeerId peer, URI url) {
        hasNewSource |= !url.equals(sources.put(peer, url));
    }

    void lost(PeerId peer) {
        sources.remove(peer);
    }

    int sources() {
        return sources.size();
    }

    /** The block at this height has left the chain. */
    synchronized void undone(int height) {
        undoneTo = Math.min(undoneTo, height);
    }

    private synchronized int from() {
        next = Math.min(next, undoneTo);
        undoneTo = Integer.MAX_VALUE;
        return next;
    }

    private synchronized void done(int height) {
        next = height + 1;
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void look() throws InterruptedException {
        try {
            int now = chain.height();
            if (!sources.isEmpty()) {
                walkTo(Math.min(top, now));
                askAgain();
            }
            top = now;
        } catch (RuntimeException | Error e) {
            LOG.error("a look for missing notes failed; there will be another", e);
        }
    }

    private void walkTo(int top) throws InterruptedException {
        for (int height = from(); height <= top && !sources.isEmpty(); height = from()) {
            try {
                for (Hash256 commitment : chain.missingAt(height)) {
                    if (!fetch(commitment) && unanswered.size() < UNANSWERED_MAX) {
                        unanswered.add(commitment);
                    }
                }
            } catch (RuntimeException e) {
                LOG.warnf("notes that height %d anchors could not be looked for: %s", height, e.getMessage());
                return;
            }
            done(height);
        }
    }

    private void askAgain() throws InterruptedException {
        boolean due = System.nanoTime() - askedAgainAt > ASK_AGAIN.toNanos();
        if (!hasNewSource && !due) {
            return;
        }
        hasNewSource = false;
        askedAgainAt = System.nanoTime();
        for (Hash256 commitment : List.copyOf(unanswered)) {
            boolean found = false;
            unanswered.remove(commitment);
            try {
                found = fetch(commitment);
            } finally {
                // At the end of the line: what can't be kept is not to stand in the others' way.
                if (!found) {
                    unanswered.add(commitment);
                }
            }
        }
    }

    private boolean fetch(Hash256 commitment) throws InterruptedException {
        List<Map.Entry<PeerId, URI>> shuffled = new ArrayList<>(sources.entrySet());
        Collections.shuffle(shuffled);
        for (Map.Entry<PeerId, URI> source : shuffled) {
            Thread.sleep(BETWEEN_REQUESTS);
            List<EncryptedNote> found = ask(source.getKey(), source.getValue(), commitment);
            if (!found.isEmpty()) {
                found.forEach(intake);
                return true;
            }
        }
        return false;
    }

    private List<EncryptedNote> ask(PeerId peer, URI base, Hash256 commitment) throws InterruptedException {
        if (!PeerUrl.isAskable(base, local)) {
            sources.remove(peer);
            return List.of();
        }
        try {
            HttpResponse<byte[]> response = answer(base.resolve("notes/" + commitment.hex()));
            return response.statusCode() == STATUS_OK ? notes(response.body(), commitment) : List.of();
        } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
            LOG.debugf("%s is not asked for notes any more: %s", base, e);
            sources.remove(peer, base);
            return List.of();
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

    /** @throws MalformedBytesException if an envelope is of another commitment or has no envelope's form */
    static List<EncryptedNote> notes(byte[] body, Hash256 commitment) throws IOException {
        List<EncryptedNote> found = new ArrayList<>();
        for (JsonNode entry : JSON.readTree(body).path("notes")) {
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
        thread.interrupt();
        http.shutdownNow();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
