package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: bodies that never end take a bounded room, and keep nobody else's out. Method: real sockets to a real server that answers whole bodies. */
@SuppressWarnings("NullAway.Init")
class UnfinishedBodiesTest {
    private static final String BODY = "a body";
    private static final String ANSWERED = "HTTP/1.1 200";

    private TestHttp server;

    @BeforeEach
    void start() throws Exception {
        server = new TestHttp(router -> {
            new UnfinishedBodies().route(router);
            router.get().handler(context -> context.response().end());
            router.post()
                    .handler(context -> context.request()
                            .bodyHandler(_ -> context.response().end()));
        });
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Socket open() throws IOException {
        Socket socket = new Socket();
        socket.connect(server.address());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private Socket begin() throws IOException {
        Socket socket = open();
        begin(socket);
        return socket;
    }

    private static void begin(Socket socket) throws IOException {
        send(socket, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY.length() + "\r\n\r\n");
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(ANSWERED.length()), StandardCharsets.US_ASCII);
    }

    /** What has no body is answered whatever there is. */
    private void assertServed() throws IOException {
        try (Socket other = open()) {
            send(other, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(head(other)).isEqualTo(ANSWERED);
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException _) {
            // Reset.
            return true;
        }
    }

    @Test
    @Timeout(120)
    void oneTooManyIsRefusedAndTheOneBegunFirstLeavesItsPlaceToTheNext() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < UnfinishedBodies.REQUESTS_MAX; i++) {
                sockets.add(begin());
                // In this order for the server too.
                send(sockets.getLast(), BODY.substring(1));
                assertServed();
            }
            try (Socket oneTooMany = begin()) {
                assertThat(head(oneTooMany)).isEqualTo("HTTP/1.1 503");
            }
            assertThat(isClosed(sockets.getFirst())).isTrue();
            sockets.add(begin());
            send(sockets.getLast(), BODY.substring(1));
            assertServed();
            for (Socket socket : sockets.subList(1, sockets.size())) {
                send(socket, BODY.substring(0, 1));
                assertThat(head(socket)).isEqualTo(ANSWERED);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    @Timeout(120)
    void whatIsAnsweredTakesNoRoom() throws IOException {
        try (Socket first = begin();
                Socket busy = open()) {
            for (int i = 0; i < 2 * UnfinishedBodies.REQUESTS_MAX; i++) {
                begin(busy);
                send(busy, BODY);
                assertThat(head(busy)).isEqualTo(ANSWERED);
                busy.getInputStream().skipNBytes("\r\ncontent-length: 0\r\n\r\n".length() + " OK".length());
            }
            send(first, BODY);
            assertThat(head(first)).isEqualTo(ANSWERED);
        }
    }
}
