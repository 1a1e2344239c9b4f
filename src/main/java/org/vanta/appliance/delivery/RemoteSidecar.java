package org.vanta.appliance.delivery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.vanta.appliance.note.EncryptedNote;

/** Another sidecar, spoken to over {@code POST /submit}. */
public final class RemoteSidecar implements NoteSink, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int STATUS_OK = 200;
    private static final int STATUS_NOT_OK = 300;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI submit;

    /** @param base for instance {@code http://host:8080} */
    public RemoteSidecar(URI base) {
        String text = base.toString();
        this.submit = URI.create(text + (text.endsWith("/") ? "submit" : "/submit"));
    }

    @Override
    public DeliveryOutcome deliver(EncryptedNote note) {
        HttpRequest request = HttpRequest.newBuilder(submit)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(NoteJson.text(note)))
                .build();
        try {
            HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
            int status = response.statusCode();
            return status >= STATUS_OK && status < STATUS_NOT_OK
                    ? new DeliveryOutcome.Delivered()
                    : new DeliveryOutcome.Failed(submit + " answered with HTTP status " + status);
        } catch (IOException e) {
            return new DeliveryOutcome.Failed(submit + " can't be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DeliveryOutcome.Failed("stopped while delivering");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
