package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.rest.HttpLimitsTest.FewConnections;

/** Goal: connections over HTTP leave file descriptors to Stratum and L1. Method: real connections to the whole program. */
@QuarkusTest
@TestProfile(FewConnections.class)
@SuppressWarnings("NullAway.Init")
class HttpLimitsTest {
    private static final int CONNECTIONS = 8;

    /** File descriptors of a packaged appliance, see packaging/vanta.service. */
    private static final int DESCRIPTORS = 65_536;

    @TestHTTPResource("/")
    URL url;

    @Inject
    Config config;

    /** As {@link WithoutL1}, with a bound that a test can reach. */
    public static final class FewConnections extends WithoutL1 {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("quarkus.http.limits.max-connections", String.valueOf(2 * CONNECTIONS));
            return overrides;
        }
    }

    /** Whether the server answers on a new connection, which stays open. */
    private boolean isAnswered(List<Socket> sockets) throws IOException {
        return isAnswered(sockets, "127.0.0.1");
    }

    private boolean isAnswered(List<Socket> sockets, String from) throws IOException {
        Socket socket = new Socket("127.0.0.1", url.getPort(), InetAddress.ofLiteral(from), 0);
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        try {
            socket.getOutputStream()
                    .write("GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException _) {
            // Reset.
            return false;
        }
    }

    /** Those that stay open are silent for longer than this waits. */
    private static boolean isClosedAfterItsAnswer(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            // Reset.
            return true;
        }
    }

    @Test
    void closesAConnectionForEachBeyondTheBound() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * CONNECTIONS; i++) {
                assertThat(isAnswered(sockets)).isTrue();
            }
            for (Socket socket : sockets.subList(0, 2 * CONNECTIONS)) {
                assertThat(isClosedAfterItsAnswer(socket)).isTrue();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void whoTakesAllConnectionsKeepsNobodyElseOut() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * CONNECTIONS; i++) {
                assertThat(isAnswered(sockets, "127.0.0.2")).isTrue();
            }
            assertThat(isAnswered(sockets)).isTrue();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void boundsWhatIsOpenAndWhatIsIdle() {
        // The profile's value comes before the one that is shipped.
        List<Integer> shipped = new ArrayList<>();
        config.getConfigSources().forEach(source -> {
            String value = source.getValue("quarkus.http.limits.max-connections");
            if (value != null) {
                shipped.add(Integer.valueOf(value));
            }
        });
        assertThat(shipped.getLast()).isGreaterThan(NoteStreams.STREAMS_MAX).isLessThan(DESCRIPTORS / 8);
        assertThat(config.getValue("quarkus.http.idle-timeout", Duration.class))
                .as("a stream without news is not cut")
                .isGreaterThan(NoteStream.ALIVE.multipliedBy(2))
                .isLessThanOrEqualTo(Duration.ofMinutes(5));
    }
}
