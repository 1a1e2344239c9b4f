package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vanta.appliance.gossip.transport.rpk.ExpectedPeer;
import tech.kwik.agent15.TlsConstants.CipherSuite;
import tech.kwik.core.QuicClientConnection;

/**
 * Goal: who spoils a handshake is refused and costs nothing that lasts. Method: a QUIC client that signs with another key than the one it shows
 * dials a listening endpoint many times, over real sockets.
 */
@Timeout(90)
class FailedHandshakeTest {
    private static final int ATTEMPTS = 12;

    @Test
    void failedHandshakesEndInAnAlertLeaveNoThreadAndHarmNobodyElse() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger proven = new AtomicInteger();
        try (Node server = new Node(IrohQuicTransport::new);
                Node honest = new Node(IrohQuicTransport::new)) {
            server.witness.admittedAddress = _ -> begun.incrementAndGet() > 0;
            server.witness.admittedPeer = _ -> proven.incrementAndGet() > 0;
            List<Thread> before = receivers();
            List<String> reasons = new ArrayList<>();
            for (int i = 0; i < ATTEMPTS; i++) {
                reasons.addAll(spoil(server));
            }
            assertThat(reasons).isNotEmpty().allMatch(reason -> reason.contains("decrypt_error"));
            assertThat(begun).hasValue(ATTEMPTS);
            assertThat(proven).hasValue(0);
            assertThat(server.witness.seen()).isEmpty();
            for (Thread each : receivers()) {
                if (!before.contains(each)) {
                    assertThat(each.join(Duration.ofSeconds(40)))
                            .as("%s ends", each.getName())
                            .isTrue();
                }
            }
            honest.connect(server);
            assertThat(proven).hasValue(1);
        }
    }

    /** The library has one such thread for each connection that others have begun. */
    private static List<Thread> receivers() {
        return Stream.of(Thread.getAllStackTraces().keySet().toArray(Thread[]::new))
                .filter(thread -> thread.getName().startsWith("receiver-")
                        && !thread.getName().equals("receiver-loop"))
                .toList();
    }

    /**
     * Why the server ended the connection. Nothing if the client was not told: the library drops a datagram whose first packet is of a level that
     * it has done with, and the server may put its alert behind such a packet.
     */
    private static List<String> spoil(Node server) throws Exception {
        EndpointKey shown = EndpointKey.generate();
        QuicClientConnection connection = QuicClientConnection.newBuilder()
                .host("127.0.0.1")
                .port(server.transport.address().direct().getFirst().getPort())
                .applicationProtocol(IrohQuicTransport.ALPN)
                .customTrustManager(new ExpectedPeer(server.key.id().key()))
                .clientCertificate(shown.certificate())
                .clientCertificateKey(EndpointKey.generate().privateKey())
                .cipherSuite(CipherSuite.TLS_AES_128_GCM_SHA256)
                .connectTimeout(QuicDialer.CONNECT_TIMEOUT)
                .maxIdleTimeout(IrohQuicTransport.IDLE_TIMEOUT)
                .build();
        var closed = new CompletableFuture<String>();
        connection.setConnectionListener(event -> closed.complete(event.errorDescription()));
        try {
            connection.connect();
        } catch (IOException e) {
            // The library tells the listener after it has let connect() go.
            assertThat(closed).as(String.valueOf(e.getMessage())).succeedsWithin(Duration.ofSeconds(20));
        }
        try {
            return List.of(closed.get(3, TimeUnit.SECONDS));
        } catch (TimeoutException _) {
            connection.close();
            return List.of();
        }
    }
}
