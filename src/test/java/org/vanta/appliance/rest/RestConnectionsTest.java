package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: nobody keeps others out by holding connections. Method: real sockets from several addresses of this machine to a real server. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class RestConnectionsTest {
    private static final int OPEN_MAX = 8;
    private static final String GREEDY = "127.0.0.2";
    private static final String ANSWERED = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

    private final List<Socket> sockets = new ArrayList<>();
    private TestHttp server;

    @BeforeEach
    void start() throws Exception {
        server = new TestHttp(
                router -> router.get().handler(context -> context.response().end()));
    }

    private void watch() throws Exception {
        new RestConnections(2 * OPEN_MAX)
                .watch(server.vertx(), server.address().getPort())
                .get();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(server.address());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static Socket ask(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static boolean isAnswered(Socket socket) throws IOException {
        try {
            String answer =
                    new String(ask(socket).getInputStream().readNBytes(ANSWERED.length()), StandardCharsets.US_ASCII);
            return answer.equals(ANSWERED);
        } catch (SocketException _) {
            // Reset.
            return false;
        }
    }

    @Test
    void whoHoldsAllMakesRoomForEverybodyElse() throws Exception {
        watch();
        List<Socket> greedy = new ArrayList<>();
        for (int i = 0; i < 4 * OPEN_MAX; i++) {
            greedy.add(connect(GREEDY));
        }
        List<Socket> others = new ArrayList<>();
        for (int i = 0; i < OPEN_MAX / 2; i++) {
            others.add(connect("127.0.0." + (3 + i)));
            assertThat(isAnswered(others.getLast())).as("other %d", i).isTrue();
        }
        for (int i = 0; i < OPEN_MAX; i++) {
            assertThat(isAnswered(connect(GREEDY))).isTrue();
        }
        for (Socket other : others) {
            assertThat(isAnswered(other)).as("it was not closed meanwhile").isTrue();
        }
        int left = 0;
        for (Socket socket : greedy) {
            left += isAnswered(socket) ? 1 : 0;
        }
        assertThat(left).as("closed for those who came later").isZero();
    }

    /** As behind a proxy. */
    @Test
    void ofOneAddressTheOneGoesThatIsUsedLeast() throws Exception {
        watch();
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < OPEN_MAX; i++) {
            open.add(connect(GREEDY));
            assertThat(isAnswered(open.getLast())).isTrue();
        }
        assertThat(isAnswered(open.getFirst())).isTrue();
        assertThat(isAnswered(connect(GREEDY))).isTrue();
        assertThat(isAnswered(open.get(1))).isFalse();
        assertThat(isAnswered(open.getFirst())).isTrue();
        for (Socket socket : open.subList(2, OPEN_MAX)) {
            assertThat(isAnswered(socket)).isTrue();
        }
    }

    @Test
    void whoGoesByHimselfLeavesHisPlace() throws Exception {
        watch();
        List<Socket> stay = new ArrayList<>();
        // Of those that go the last may not be gone yet.
        for (int i = 0; i < OPEN_MAX / 2; i++) {
            stay.add(connect(GREEDY));
            assertThat(isAnswered(stay.getLast())).isTrue();
        }
        for (int i = 0; i < 3 * OPEN_MAX; i++) {
            try (Socket brief = connect(GREEDY)) {
                assertThat(isAnswered(brief)).isTrue();
                brief.shutdownOutput();
                assertThat(brief.getInputStream().read()).isEqualTo(-1);
            }
        }
        for (Socket socket : stay) {
            assertThat(isAnswered(socket)).isTrue();
        }
    }

    @Test
    void whoCameBeforeItBeganIsCountedToo() throws Exception {
        List<Socket> early = new ArrayList<>();
        for (int i = 0; i < 2 * OPEN_MAX; i++) {
            early.add(connect(GREEDY));
            assertThat(isAnswered(early.getLast())).isTrue();
        }
        watch();
        int left = 0;
        for (Socket socket : early) {
            left += isAnswered(socket) ? 1 : 0;
        }
        assertThat(left).isEqualTo(OPEN_MAX);
    }
}
