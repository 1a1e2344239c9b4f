package org.vanta.appliance.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;

/** Goal: nothing that another sidecar does holds up the deliveries. Method: a socket that answers as badly as told. */
class RemoteSidecarTest {
    private static final EncryptedNote NOTE = new EncryptedNote(Hash256.ZERO, new byte[60], Hash256.ZERO);

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void givesUpAnAnswerThatStallsAfterItsHead() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RemoteSidecar sidecar = new RemoteSidecar(
                        URI.create("http://127.0.0.1:" + server.getLocalPort()), Duration.ofMillis(500))) {
            Thread peer = Thread.ofVirtual().start(() -> stall(server));
            assertThat(sidecar.deliver(NOTE))
                    .isInstanceOfSatisfying(
                            DeliveryOutcome.Unavailable.class,
                            unavailable -> assertThat(unavailable.sentence()).contains("did not answer within 500 ms"));
            // It sees our end close.
            assertThat(peer.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    private static void stall(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (socket.getInputStream().read() >= 0) {
                // The request.
            }
        } catch (IOException e) {
            // Our end is reset.
        }
    }
}
