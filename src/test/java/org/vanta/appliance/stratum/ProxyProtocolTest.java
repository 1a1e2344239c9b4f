package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Goal: limits are for the address a load balancer tells, and for nobody on loopback. Method: PROXY headers over real sockets. */
class ProxyProtocolTest {
    private static final String PING = "{\"id\":1,\"method\":\"mining.ping\"}";

    /** Version 2, PROXY, TCP over IPv4, 12 bytes: 198.51.100.9 to 10.0.0.1, ports 4660 to 3333. */
    private static final byte[] VERSION_2 =
            HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "c6336409" + "0a000001" + "12340d05");

    private static TestMiner from(TestPool pool, String address) throws IOException {
        return new TestMiner(pool.server.proxyPort())
                .sendRaw(("PROXY TCP4 " + address + " 10.0.0.1 5555 3333\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static @Nullable String ping(TestMiner miner) throws IOException {
        try {
            return miner.send(PING).read();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
            return null;
        }
    }

    @Test
    void readsBothVersionsOfTheHeader() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner first = from(pool, "203.0.113.7");
                TestMiner second = new TestMiner(pool.server.proxyPort()).sendRaw(VERSION_2);
                TestMiner direct = pool.connect()) {
            assertThat(ping(first)).contains("pong");
            assertThat(ping(second)).contains("pong");
            assertThat(ping(direct)).as("the other port goes without").contains("pong");
        }
    }

    @Test
    void closesWhoSendsNoHeader() throws Exception {
        try (TestPool pool = new TestPool();
                TestMiner bare = new TestMiner(pool.server.proxyPort())) {
            assertThat(ping(bare)).isNull();
        }
    }

    @Test
    void boundsTheAddressThatWasTold() throws Exception {
        try (TestPool pool = new TestPool()) {
            for (int i = 0; i < TestPool.Settings.PER_ADDRESS; i++) {
                assertThat(ping(from(pool, "203.0.113.7"))).contains("pong");
            }
            assertThat(ping(from(pool, "203.0.113.7"))).isNull();
            assertThat(ping(from(pool, "198.51.100.9"))).contains("pong");
            assertThat(pool.registry.scrape()).contains("vanta_stratum_refused_total{reason=\"address_full\",} 1.0");
        }
    }

    @Test
    void bansAnAddressThatKeepsSendingNoiseForATimeThatNoSetClockChanges() throws Exception {
        byte[] noise = new byte[StratumConnection.LINE_BYTES_MAX + 1];
        try (TestPool pool = TestPool.inItsOwnTime()) {
            for (int i = 0; i < Admission.OFFENCES_MAX; i++) {
                try (TestMiner noisy = from(pool, "203.0.113.7").sendRaw(noise)) {
                    assertThat(noisy.readUntil("Line longer")).isNotNull();
                    assertThat(noisy.read()).isNull();
                }
                try (TestMiner local = pool.connect().sendRaw(noise)) {
                    assertThat(local.readUntil("Line longer")).isNotNull();
                }
            }
            assertThat(ping(from(pool, "203.0.113.7"))).isNull();
            assertThat(ping(from(pool, "203.0.113.8"))).contains("pong");
            assertThat(ping(pool.connect())).as("loopback is never banned").contains("pong");
            pool.setClock(Duration.ofDays(-9_000));
            assertThat(ping(from(pool, "203.0.113.7"))).isNull();
            pool.setClock(Duration.ofDays(18_000));
            assertThat(ping(from(pool, "203.0.113.7"))).isNull();
            pool.millis.addAndGet(Admission.BAN_MILLIS);
            assertThat(ping(from(pool, "203.0.113.7"))).contains("pong");
        }
    }

    @Test
    void takesProbesThatConnectAndVanishForNoOffence() throws Exception {
        try (TestPool pool = new TestPool()) {
            for (int i = 0; i < 3 * Admission.OFFENCES_MAX; i++) {
                try (TestMiner probe = from(pool, "203.0.113.7")) {
                    assertThat(ping(probe)).contains("pong");
                }
                pool.awaitConnections(0);
            }
        }
    }
}
