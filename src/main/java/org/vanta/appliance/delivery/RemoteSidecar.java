package org.vanta.appliance.delivery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.vanta.appliance.note.EncryptedNote;

/** Another sidecar, spoken to over {@code POST /submit}. */
public final class RemoteSidecar implements NoteSink, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int STATUS_OK = 200;
    private static final int STATUS_NOT_OK = 300;
    /** Refusals that another note may not meet. */
    private static final Set<Integer> OF_THE_NOTE = Set.of(400, 409, 413, 422);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI submit;
    private final Duration timeout;

    /** @param base for instance {@code http://host:8080} */
    public RemoteSidecar(URI base) {
        this(base, TIMEOUT);
    }

    /** @param timeout for a whole answer */
    RemoteSidecar(URI base, Duration timeout) {
        this.timeout = timeout;
        this.submit = SidecarCall.uri(base, "/submit");
    }

    @Override
    public DeliveryOutcome deliver(EncryptedNote note) {
        HttpRequest request = HttpRequest.newBuilder(submit)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(NoteJson.text(note)))
                .build();
        try {
            return outcome(SidecarCall.send(http, request, BodyHandlers.discarding(), timeout));
        } catch (IOException | CancellationException e) {
            return new DeliveryOutcome.Unavailable(submit + " can't be reached: " + e, Duration.ZERO);
        } catch (TimeoutException e) {
            return new DeliveryOutcome.Unavailable(
                    submit + " did not answer within " + timeout.toMillis() + " ms", Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DeliveryOutcome.Unavailable("stopped while delivering", Duration.ZERO);
        }
    }

    private DeliveryOutcome outcome(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status >= STATUS_OK && status < STATUS_NOT_OK) {
            return new DeliveryOutcome.Delivered();
        }
        String sentence = submit + " answered with HTTP status " + status;
        return OF_THE_NOTE.contains(status)
                ? new DeliveryOutcome.Failed(sentence)
                : new DeliveryOutcome.Unavailable(sentence, SidecarCall.retryAfter(response));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
