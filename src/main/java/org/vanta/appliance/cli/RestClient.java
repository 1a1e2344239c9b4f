package org.vanta.appliance.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.vanta.appliance.delivery.SidecarCall;

/** Asks an appliance's REST. A call ends within its bound, body and all. */
final class RestClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Many times the largest page of notes. */
    private static final int ANSWER_BYTES_MAX = 32 << 20;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final Duration timeout;

    RestClient(Duration timeout) {
        this.timeout = timeout;
    }

    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return SidecarCall.send(
                    http, request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX), timeout);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer within " + timeout.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
