package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goal: answers that nobody reads take a bounded room, and who reads has his. Method: real sockets to a real server whose answers are larger than the
 * sockets' buffers.
 */
@SuppressWarnings("NullAway.Init")
class UntakenAnswersTest {
    /** More than the system buffers for a socket, here and at the other end. */
    private static final int ANSWER = 16 << 20;

    private static final int BYTES_MAX = 4 * ANSWER + ANSWER / 2;

    private TestHttp server;

    @BeforeEach
    void start() throws Exception {
        Buffer answer = Buffer.buffer(new byte[ANSWER]);
        server = new TestHttp(router -> {
            new UntakenAnswers(BYTES_MAX).route(router);
            router.get("/").handler(context -> context.response().end(answer));
        });
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** Asks and reads the first byte of the answer. */
    private Socket ask() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8_192);
        socket.setSoTimeout(20_000);
        assertThat(server.get(socket, "/", "*/*").getInputStream().read()).isEqualTo('H');
        return socket;
    }

    /** How much more comes, up to a whole answer. */
    private static long rest(Socket socket) throws IOException {
        long count = 0;
        byte[] part = new byte[1 << 16];
        try {
            while (count < ANSWER) {
                int read = socket.getInputStream().read(part);
                if (read < 0) {
                    return count;
                }
                count += read;
            }
        } catch (SocketException _) {
            // Reset.
            return count;
        }
        return count;
    }

    @Test
    @Timeout(120)
    void whoReadsNoneIsClosedWhenThereIsNoRoomAndWhoReadsIsNot() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                silent.add(ask());
            }
            for (int i = 0; i < 3; i++) {
                try (Socket reader = ask()) {
                    assertThat(rest(reader)).as("reader %d", i).isGreaterThanOrEqualTo(ANSWER);
                }
            }
            silent.add(ask());
            silent.add(ask());
            assertThat(rest(silent.getFirst())).as("closed for the last").isLessThan(ANSWER);
            assertThat(rest(silent.getLast())).isGreaterThanOrEqualTo(ANSWER);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
