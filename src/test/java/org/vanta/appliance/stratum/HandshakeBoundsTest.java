package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: a connection that never ends its handshake costs its sender a place, for a bounded time. Method: sockets that say nothing, or half. */
class HandshakeBoundsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int PLACES = 2;

    /** How a connection begins before Stratum does. */
    enum Handshake {
        TLS(StratumServer::tlsPort, new byte[] {0x16, 3, 1}),
        PROXY(StratumServer::proxyPort, "PROXY TCP4 203.0.113.7".getBytes(StandardCharsets.US_ASCII));

        private final ToIntFunction<StratumServer> port;
        private final byte[] begun;

        Handshake(ToIntFunction<StratumServer> port, byte[] begun) {
            this.port = port;
            this.begun = begun;
        }

        TestMiner begin(TestPool pool, InetAddress host) throws IOException {
            return new TestMiner(new Socket(host, port.applyAsInt(pool.server))).sendRaw(begun);
        }
    }

    @TempDir
    Path directory;

    private Path certificate;

    @BeforeEach
    void certify() throws IOException {
        certificate = TestCertificate.in(directory);
    }

    /** What is read, or null when the server ended the connection, be it by a reset. */
    private static @Nullable String readOrEnd(TestMiner miner) {
        try {
            return miner.read();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
            return null;
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesAPlaceFromItsAcceptanceOn(Handshake handshake) throws Exception {
        InetAddress host = InetAddress.getLoopbackAddress();
        try (TestPool pool = new TestPool(TestPool.Settings.shakingHands(PLACES, TestPool.Settings.LONG, certificate));
                TestMiner first = handshake.begin(pool, host);
                TestMiner second = handshake.begin(pool, host)) {
            pool.awaitConnections(PLACES);
            try (TestMiner third = pool.connect()) {
                assertThat(readOrEnd(third)).isNull();
            }
            assertThat(pool.registry.scrape()).contains("vanta_stratum_refused_total{reason=\"full\",} 1.0");
            first.close();
            second.close();
            pool.awaitConnections(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isClosedWhenItTakesTooLong(Handshake handshake) throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.shakingHands(PLACES, SHORT, certificate));
                TestMiner half = handshake.begin(pool, InetAddress.getLoopbackAddress())) {
            assertThat(readOrEnd(half)).isNull();
            pool.awaitConnections(0);
            assertThat(pool.registry.scrape()).contains("vanta_stratum_refused_total{reason=\"handshake\",} 1.0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isBoundedByTheAddressItComesFrom(Handshake handshake) throws Exception {
        Optional<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        if (own.isEmpty()) {
            System.err.println("HandshakeBoundsTest SKIPPED in part: this machine has no address but loopback");
        }
        assumeTrue(own.isPresent());
        try (TestPool pool = new TestPool(TestPool.Settings.shakingHands(100, TestPool.Settings.LONG, certificate));
                TestMiner first = handshake.begin(pool, own.get());
                TestMiner second = handshake.begin(pool, own.get());
                TestMiner third = handshake.begin(pool, own.get())) {
            pool.awaitConnections(TestPool.Settings.PER_ADDRESS);
            try (TestMiner fourth = handshake.begin(pool, own.get())) {
                assertThat(readOrEnd(fourth)).isNull();
            }
            assertThat(pool.registry.scrape()).contains("vanta_stratum_refused_total{reason=\"address_full\",} 1.0");
        }
    }

    @Test
    void movesToTheAddressThatWasTold() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.shakingHands(100, TestPool.Settings.LONG, certificate));
                TestMiner told = new TestMiner(pool.server.proxyPort())
                        .sendRaw("PROXY TCP4 203.0.113.7 10.0.0.1 5555 3333\r\n".getBytes(StandardCharsets.US_ASCII))) {
            assertThat(told.send("{\"id\":1,\"method\":\"mining.ping\"}").read())
                    .contains("pong");
            assertThat(pool.server.connections()).isEqualTo(1);
            told.close();
            pool.awaitConnections(0);
        }
    }

    @Test
    void isClosedWhenItEndsAfterMinersWereLetGo() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.usual());
                TestMiner late = Handshake.PROXY.begin(pool, InetAddress.getLoopbackAddress())) {
            pool.awaitConnections(1);
            pool.server.drain().get(20, TimeUnit.SECONDS);
            assertThat(readOrEnd(late.sendRaw(" 10.0.0.1 5555 3333\r\n".getBytes(StandardCharsets.US_ASCII))))
                    .isNull();
            pool.awaitConnections(0);
        }
    }

    @Test
    void takesALineThatCameWithTheHeader() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.usual());
                TestMiner told = pinging(pool, "203.0.113.7")) {
            assertThat(told.read()).contains("pong");
        }
    }

    @Test
    void isBoundedByTheSubnetItComesFrom() throws Exception {
        try (TestPool pool = new TestPool(TestPool.Settings.usual())) {
            List<TestMiner> open = new ArrayList<>();
            try {
                for (int i = 0; i < 2 * TestPool.Settings.PER_ADDRESS; i++) {
                    open.add(pinging(pool, "203.0.113." + (1 + i / TestPool.Settings.PER_ADDRESS)));
                    assertThat(open.getLast().read()).contains("pong");
                }
                try (TestMiner more = pinging(pool, "203.0.113.200")) {
                    assertThat(readOrEnd(more)).isNull();
                }
                assertThat(pool.registry.scrape()).contains("vanta_stratum_refused_total{reason=\"subnet_full\",} 1.0");
                try (TestMiner elsewhere = pinging(pool, "203.0.114.1")) {
                    assertThat(elsewhere.read()).contains("pong");
                }
            } finally {
                for (TestMiner miner : open) {
                    miner.close();
                }
            }
        }
    }

    /** One that says where it comes from and that it is there, and never subscribes. */
    private static TestMiner pinging(TestPool pool, String from) throws IOException {
        return new TestMiner(pool.server.proxyPort())
                .sendRaw(("PROXY TCP4 " + from + " 10.0.0.1 5555 3333\r\n{\"id\":1,\"method\":\"mining.ping\"}\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
