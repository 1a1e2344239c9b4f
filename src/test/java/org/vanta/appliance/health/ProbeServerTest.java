package org.vanta.appliance.health;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.store.StartRefusal;

/** The port for probes alone, over real sockets. */
class ProbeServerTest {
    private static final String HOST = "127.0.0.1";
    private static final int HTTP_PORT = 8080;
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    private final Vertx vertx = Vertx.vertx();
    private final Vitals vitals = new Vitals();
    private final ProbeServer server = at(OptionalInt.of(0));
    private final HttpClient client = HttpClient.newHttpClient();

    private ProbeServer at(OptionalInt port) {
        return new ProbeServer(vertx, vitals, () -> port, HOST, HTTP_PORT);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + server.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void saysWhatTheStartIsAtUntilItIsDone() throws Exception {
        vitals.starting(() -> "reading block 7 of 9");
        server.start(new StartupEvent());
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> before = get("/health/started");
        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(before.body()).isEqualTo("{\"status\":\"starting\",\"detail\":\"reading block 7 of 9\"}");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        vitals.started();
        HttpResponse<String> after = get("/health/started");
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(get("/health").statusCode()).isEqualTo(404);
    }

    @Test
    void isNotThereUnlessAskedFor() {
        ProbeServer none = at(OptionalInt.empty());
        none.start(new StartupEvent());
        assertThat(none.port()).isZero();
        none.close();
    }

    @Test
    void thePortOfRestIsRefusedSinceBothWouldAnswerByTurns() {
        assertThatThrownBy(() -> at(OptionalInt.of(HTTP_PORT)).start(new StartupEvent()))
                .isInstanceOfSatisfying(
                        StartRefusal.class,
                        refusal -> assertThat(refusal.mayPass()).isFalse())
                .hasMessageContaining("VANTA_PROBE_PORT and VANTA_HTTP_PORT are both 8080");
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheRemedyAndMayPass() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            assertThatThrownBy(() -> at(OptionalInt.of(taken.getLocalPort())).start(new StartupEvent()))
                    .isInstanceOfSatisfying(
                            StartRefusal.class,
                            refusal -> assertThat(refusal.mayPass()).isTrue())
                    .hasMessageContaining("probe port " + taken.getLocalPort())
                    .hasMessageContaining("VANTA_PROBE_PORT");
        }
    }

    @Test
    @Timeout(60)
    void takesSoManyConnectionsAndAgainWhenOneHasGone() throws Exception {
        server.start(new StartupEvent());
        Deque<Socket> silent = new ArrayDeque<>();
        try {
            for (int i = 0; i < ProbeServer.CONNECTIONS_MAX; i++) {
                silent.add(new Socket(HOST, server.port()));
            }
            assertThat(isAnswered()).isFalse();
            silent.remove().close();
            boolean answered = false;
            while (!answered) {
                answered = isAnswered();
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private boolean isAnswered() {
        try (Socket socket = new Socket(HOST, server.port())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: vanta\r\n\r\n".getBytes(US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (SocketException e) {
            // Reset: it was closed before it was read.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
