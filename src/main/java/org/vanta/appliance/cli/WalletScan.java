package org.vanta.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vanta.appliance.delivery.SidecarCall;
import org.vanta.appliance.note.WalletSecret;

/**
 * Reads the ciphertexts of a running sidecar page by page and tries them with the wallet's secret, here, on the wallet's side: the secret
 * never leaves the process. A sidecar that is busy is waited for. A scan remembers where it stopped, so that calling {@link #more()} again reads only what is new.
 */
final class WalletScan implements AutoCloseable {
    private static final int PAGE = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final int OK = 200;

    /** Answers of a sidecar that has no room at present, or reads its state. */
    private static final Set<Integer> LATER = Set.of(429, 503);

    private final RestClient rest = new RestClient(TIMEOUT);
    private final ObjectMapper json = new ObjectMapper();
    private final URI sidecar;
    private final WalletSecret secret;
    private String cursor;
    private long scanned;

    WalletScan(URI sidecar, WalletSecret secret) {
        this(sidecar, secret, "0");
    }

    /** @param cursor where an earlier scan stopped */
    WalletScan(URI sidecar, WalletSecret secret, String cursor) {
        this.cursor = cursor;
        this.sidecar = sidecar;
        this.secret = secret;
    }

    long scanned() {
        return scanned;
    }

    /** Where to go on later. */
    String cursor() {
        return cursor;
    }

    /** The wallet's notes among those that came or changed since the last call; one that changed comes again. */
    List<FoundNote> more() throws InterruptedException {
        List<FoundNote> found = new ArrayList<>();
        while (true) {
            JsonNode page = get("/notes?after=" + cursor + "&limit=" + PAGE);
            JsonNode notes = page.path("notes");
            if (!notes.isArray()) {
                throw new CannotException(sidecar + " does not answer as a sidecar does: no \"notes\" in its answer");
            }
            for (JsonNode entry : notes) {
                scanned++;
                FoundNote.open(entry, secret).ifPresent(found::add);
            }
            String next = page.path("next").asText(cursor);
            if (notes.isEmpty() || next.equals(cursor)) {
                return found;
            }
            cursor = next;
        }
    }

    private JsonNode get(String path) throws InterruptedException {
        URI uri = SidecarCall.uri(sidecar, path);
        Patience patience = new Patience(Patience.BOUND);
        try {
            while (true) {
                HttpResponse<byte[]> response =
                        rest.send(HttpRequest.newBuilder(uri).build());
                if (response.statusCode() == OK) {
                    return json.readTree(response.body());
                }
                boolean again =
                        LATER.contains(response.statusCode()) && patience.pause(SidecarCall.retryAfter(response));
                if (!again) {
                    throw new CannotException(uri + " answered with HTTP status " + response.statusCode());
                }
            }
        } catch (IOException e) {
            throw new CannotException(
                    "can't read notes from " + sidecar + " (" + e + "); is the appliance running there?", e);
        }
    }

    @Override
    public void close() {
        rest.close();
    }
}
