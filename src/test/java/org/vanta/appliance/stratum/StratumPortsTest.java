package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: who starts it is told which port or address can't be had, and what to set. Method: real sockets. */
class StratumPortsTest {
    private static TestPool.Settings on(String host, int port) {
        TestPool.Settings usual = TestPool.Settings.at(port);
        return new TestPool.Settings(
                port,
                host,
                usual.startDifficulty(),
                true,
                usual.connectionsMax(),
                usual.subscribeTimeout(),
                usual.authorizeTimeout(),
                usual.idleTimeout(),
                usual.drainTimeout(),
                usual.tlsCertificate());
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new TestPool(TestPool.Settings.at(taken.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Stratum port " + taken.getLocalPort()
                            + " is taken by another program; stop it or set VANTA_STRATUM_PORT to a free port");
        }
    }

    /** An address for documentation (RFC 5737), and a name that never is one (RFC 6761). */
    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "nowhere.invalid"})
    void namesTheAddressThatIsNotHere(String host) {
        assertThatThrownBy(() -> new TestPool(on(host, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(host)
                .hasMessageContaining("VANTA_STRATUM_HOST");
    }

    @Test
    void hasNoPortOfAKindThatIsNotAskedFor() throws Exception {
        try (TestPool pool = new TestPool()) {
            assertThat(pool.server.port()).isPositive();
            assertThat(pool.server.tlsPort()).isZero();
        }
    }
}
