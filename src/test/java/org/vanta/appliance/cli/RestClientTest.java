package org.vanta.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.note.WalletSecret;

/** Goal: commands find a sidecar wherever it is put, wait for a busy one and not for a dead one. Method: the commands against scripted servers. */
class RestClientTest {
    private static final ScriptedSidecar.Answer NOTHING =
            new ScriptedSidecar.Answer(200, -1, "{\"notes\":[],\"next\":\"0\"}");

    @TempDir
    Path folder;

    private CommandRun scan(URI url) throws IOException {
        Path file = folder.resolve("wallet.secret");
        WalletSecret.generate(new SecureRandom()).saveNew(file);
        return CommandRun.of("scan", "--secret-file", file.toString(), "--url", url.toString());
    }

    @Test
    void aPathOfTheUrlIsKept() throws IOException {
        try (ScriptedSidecar sidecar = new ScriptedSidecar(_ -> NOTHING)) {
            assertThat(scan(sidecar.url().resolve("/pool/l2/")).exitCode()).isEqualTo(ExitCode.NO);
            CommandRun.of("peer", "list", "--url", sidecar.url() + "/pool/l2");
            assertThat(sidecar.asked)
                    .extracting(ScriptedSidecar.Asked::path)
                    .containsExactly("/pool/l2/notes?after=0&limit=1000", "/pool/l2/peers/addresses");
        }
    }

    @Test
    void aScanWaitsForASidecarThatReadsItsState() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        try (ScriptedSidecar sidecar = new ScriptedSidecar(
                _ -> calls.incrementAndGet() == 1 ? new ScriptedSidecar.Answer(503, 1, "{}") : NOTHING)) {
            CommandRun run = scan(sidecar.url());
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NO);
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void aScanDoesNotWaitForLongerThanItsBound() throws IOException {
        int longer = (int) Patience.BOUND.toSeconds() + 1;
        try (ScriptedSidecar sidecar = new ScriptedSidecar(_ -> new ScriptedSidecar.Answer(503, longer, "{}"))) {
            CommandRun run = scan(sidecar.url());
            assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT);
            assertThat(run.err()).contains("HTTP status 503");
        }
    }

    @Test
    void anAnswerThatStopsInTheMiddleIsNotWaitedForForever() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread half = Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
                                    .getBytes(StandardCharsets.US_ASCII));
                    // Until the client hangs up.
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The client is gone.
                }
            });
            try (RestClient rest = new RestClient(Duration.ofMillis(300))) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                        .build();
                assertThatThrownBy(() -> rest.send(request)).isInstanceOf(HttpTimeoutException.class);
            }
            half.join();
        }
    }
}
