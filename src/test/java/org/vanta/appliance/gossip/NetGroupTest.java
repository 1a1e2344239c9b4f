package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.gossip.core.PeerAddress;

/** Goal: neighbours that one party may own count as one. Method: addresses on both sides of each border. */
class NetGroupTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.255.255, true",
        "203.0.113.7, 203.1.113.7, false",
        "2001:db8:1::1, 2001:db8:ffff::1, true",
        "2001:db8:1::1, 2001:db9:1::1, false",
        "203.0.113.7, cb00::1, false"
    })
    void groupsAddressesByTheirFirst16Or32Bits(String one, String other, boolean same) {
        assertThat(NetGroup.of(InetAddress.ofLiteral(one)).equals(NetGroup.of(InetAddress.ofLiteral(other))))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "192.168.1.1",
                "172.16.0.1",
                "100.64.0.1",
                "169.254.1.1",
                "::1",
                "fe80::1",
                "fd00::1"
            })
    void leavesThisMachineAndLocalNetworksUngrouped(String local) {
        assertThat(NetGroup.of(InetAddress.ofLiteral(local))).isEmpty();
        assertThat(NetGroup.of(address(Optional.empty(), local))).isEmpty();
    }

    @Test
    void believesTheConnectionRatherThanWhatAPeerTells() {
        PeerAddress told = address(Optional.empty(), "198.51.100.1");
        assertThat(NetGroup.of(new InetSocketAddress(InetAddress.ofLiteral("203.0.113.7"), 1), told))
                .isEqualTo(NetGroup.of(InetAddress.ofLiteral("203.0.113.8")))
                .isNotEqualTo(NetGroup.of(told));
    }

    @Test
    void takesAllPeersBehindOneRelayForOneGroup() {
        InetSocketAddress placeholder = new InetSocketAddress(InetAddress.ofLiteral("fd12::3"), 9);
        PeerAddress relayed = address(Optional.of("https://relay.example/"));
        assertThat(NetGroup.of(placeholder, relayed)).contains("https://relay.example/");
        assertThat(NetGroup.of(relayed)).contains("https://relay.example/");
    }

    private static PeerAddress address(Optional<String> relay, String... hosts) {
        return new PeerAddress(
                relay,
                Arrays.stream(hosts)
                        .map(host -> new InetSocketAddress(InetAddress.ofLiteral(host), 11_204))
                        .toList());
    }

    @Test
    void countsAPeerWithoutAddressesForItself() {
        assertThat(NetGroup.of(new PeerAddress(Optional.empty(), List.of()))).isEmpty();
    }
}
