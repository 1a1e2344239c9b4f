package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: each handshake is weighed once, whatever packets it takes, and takes no more than it needs. Method: packets with the headers of RFC 9000, section 17.2, by hand. */
class QuicHandshakesTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
    private static final String INITIAL = "c000000001";

    private int asked;
    private boolean admits = true;
    private long now;
    private final QuicHandshakes handshakes = new QuicHandshakes(
            _ -> {
                asked++;
                return admits;
            },
            () -> now);

    private static ByteBuffer packet(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return ByteBuffer.wrap(
                ByteBuffer.allocate(bytes.length + 9).put(3, bytes).array(), 3, bytes.length);
    }

    private boolean admits(String hex) {
        return handshakes.admits(CLIENT, packet(hex));
    }

    @Test
    void aPacketSentAgainAndTheSecondFlightAreNotWeighedAnew() {
        assertThat(admits(INITIAL + "04aabbccdd" + "0211220000")).isTrue();
        assertThat(admits(INITIAL + "04aabbccdd" + "0211220000")).isTrue();
        assertThat(asked).isEqualTo(1);
        handshakes.answers(CLIENT, packet(INITIAL + "021122" + "0355667700"));
        assertThat(admits(INITIAL + "03556677" + "0211220000")).isTrue();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void anotherIdOrAnotherPortIsAnotherHandshake() {
        handshakes.answers(CLIENT, packet(INITIAL + "021122" + "0355667700"));
        assertThat(admits(INITIAL + "03556678" + "0211220000")).isTrue();
        assertThat(handshakes.admits(
                        new InetSocketAddress(CLIENT.getAddress(), 4001), packet(INITIAL + "03556677" + "0211220000")))
                .isTrue();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whoWasRefusedIsAskedAboutAgain() {
        admits = false;
        assertThat(admits(INITIAL + "04aabbccdd" + "0211220000")).isFalse();
        admits = true;
        assertThat(admits(INITIAL + "04aabbccdd" + "0211220000")).isTrue();
    }

    /** The QUIC library derives keys for each, on a queue without bounds. */
    @Test
    void aHandshakeHasSoManyPacketsAndNoMore() {
        String again = INITIAL + "04aabbccdd" + "0211220000";
        String early = "d000000001" + "04aabbccdd" + "0211220000";
        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            admitted += admits(again) ? 1 : 0;
            admitted += admits(early) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(QuicHandshakes.PACKETS_MAX);
        assertThat(asked).isEqualTo(1);
        assertThat(admits(INITIAL + "04aabbccde" + "0211220000")).isTrue();
        handshakes.answers(CLIENT, packet(INITIAL + "021122" + "0355667700"));
        assertThat(IntStream.range(0, 10_000).filter(_ -> admits(INITIAL + "03556677" + "0211220000")))
                .hasSize(QuicHandshakes.PACKETS_MAX);
    }

    @Test
    void aHandshakeThatHasTakenTooLongIsWeighedAnew() {
        String again = INITIAL + "04aabbccdd" + "0211220000";
        for (int i = 0; i <= QuicHandshakes.PACKETS_MAX; i++) {
            admits(again);
        }
        now += QuicHandshakes.KEPT.toNanos();
        admits = false;
        assertThat(admits(again)).isFalse();
        admits = true;
        assertThat(admits(again)).isTrue();
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void zeroRttOfAnUnknownHandshakeIsWeighed() {
        assertThat(admits("d000000001" + "04aabbccdd" + "0211220000")).isTrue();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void anUnknownVersionIsWeighedAndOtherPacketsPass() {
        assertThat(admits("c0" + "0a0a0a0a" + "04aabbccdd" + "0211220000")).isTrue();
        assertThat(asked).isEqualTo(1);
        assertThat(admits("e000000001" + "04aabbccdd" + "0211220000")).isTrue();
        assertThat(admits("40aabbccddeeff0011")).isTrue();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aHeaderThatIsCutShortIsDropped() {
        assertThat(admits(INITIAL + "14aabb")).isFalse();
        handshakes.answers(CLIENT, packet(INITIAL + "02112214aabb"));
        assertThat(asked).isZero();
    }

    @Test
    void whatIsKnownIsBoundedAndTheOldestGivesWay() {
        for (int i = 0; i <= QuicHandshakes.KNOWN_MAX; i++) {
            admits(INITIAL + "04" + HexFormat.of().toHexDigits(i) + "0211220000");
        }
        asked = 0;
        admits(INITIAL + "04" + HexFormat.of().toHexDigits(QuicHandshakes.KNOWN_MAX) + "0211220000");
        assertThat(asked).isZero();
        admits(INITIAL + "04" + HexFormat.of().toHexDigits(0) + "0211220000");
        assertThat(asked).isEqualTo(1);
    }
}
