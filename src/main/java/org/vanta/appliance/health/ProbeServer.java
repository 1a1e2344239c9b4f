package org.vanta.appliance.health;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.store.StartRefusal;

/**
 * The port for probes alone. The one of REST opens when the start is done, and its connections can all be taken by anybody who reaches it: an
 * orchestrator would then end what mines well.
 */
@Singleton
public final class ProbeServer {
    /** Before every other observer of the start. */
    private static final int FIRST = 1;

    static final int CONNECTIONS_MAX = 64;

    private static final int IDLE_SECONDS = 10;
    private static final int HEADER_BYTES_MAX = 4_096;

    private static final Logger LOG = Logger.getLogger(ProbeServer.class);

    private final Vertx vertx;
    private final Vitals vitals;
    private final OptionalInt port;
    private final String host;
    private final int httpPort;
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable HttpServer server;

    ProbeServer(
            Vertx vertx,
            Vitals vitals,
            ProbeConfig config,
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int httpPort) {
        this.vertx = vertx;
        this.vitals = vitals;
        this.port = config.port();
        this.host = host;
        this.httpPort = httpPort;
    }

    /** @throws StartRefusal with a sentence for the operator if the port can't be had */
    void start(@Observes @Priority(FIRST) StartupEvent event) {
        if (port.isPresent()) {
            open(port.getAsInt());
            LOG.infof("Probes are answered on http://%s:%d/health/started", host, port());
        }
    }

    private void open(int number) {
        if (number != 0 && number == httpPort) {
            // Vert.x would share the port between the two, one connection each by turns.
            throw new StartRefusal("VANTA_PROBE_PORT and VANTA_HTTP_PORT are both " + number
                    + "; set VANTA_PROBE_PORT to a port of its own, or leave it empty");
        }
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                // With it a connection would not be seen before it has said which HTTP it speaks.
                .setHttp2ClearTextEnabled(false);
        try {
            server = vertx.createHttpServer(options)
                    .connectionHandler(this::bound)
                    .requestHandler(this::answer)
                    .listen(number, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw StartRefusal.ofPort(
                    "the probe port " + number + " can't be opened on " + host + " (" + String.valueOf(e.getCause())
                            + "); set VANTA_PROBE_PORT to a free port, or leave it empty",
                    e.getCause(),
                    e);
        }
    }

    private void bound(HttpConnection connection) {
        if (connections.incrementAndGet() > CONNECTIONS_MAX) {
            var unused = connection.close();
        }
        connection.closeHandler(_ -> connections.decrementAndGet());
    }

    private void answer(HttpServerRequest request) {
        ProbeAnswer answer = switch (request.path() == null ? "" : request.path()) {
            case "/health/live" -> ProbeAnswer.live();
            case "/health/ready" -> ProbeAnswer.ready(vitals);
            case "/health/started" -> ProbeAnswer.started(vitals);
            default -> null;
        };
        var response = request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        if (answer == null) {
            var unused = response.setStatusCode(404).end();
            return;
        }
        var unused = response.setStatusCode(answer.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Json.encodeToBuffer(answer));
    }

    /** The port in use, 0 if there is none. */
    public int port() {
        HttpServer open = server;
        return open == null ? 0 : open.actualPort();
    }

    @PreDestroy
    void close() {
        HttpServer open = server;
        if (open != null) {
            open.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
