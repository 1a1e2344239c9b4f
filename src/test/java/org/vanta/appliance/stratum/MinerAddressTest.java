package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: an operator finds a miner by its address, and a stranger does not learn where others are. Method: addresses of each kind. */
class MinerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, this machine, this machine",
        "192.168.1.20, 192.168.1.20, 192.168.1.20",
        "10.255.0.1, 10.255.0.1, 10.255.0.1",
        "172.31.9.9, 172.31.9.9, 172.31.9.9",
        "169.254.3.4, 169.254.3.4, 169.254.3.4",
        "172.32.9.9, 172.32.9.9, 172.32.9.0/24",
        "11.0.0.1, 11.0.0.1, 11.0.0.0/24",
        "203.0.113.77, 203.0.113.77, 203.0.113.0/24",
        "::ffff:203.0.113.77, 203.0.113.77, 203.0.113.0/24",
        "fd00:1:2:3::4, fd00:1:2:3::/64, fd00:1:2:3::/64",
        "fe80::1, fe80::/64, fe80::/64",
        "2001:db8:1:2::3, 2001:db8:1:2::/64, 2001:db8:1::/48"
    })
    void showsToAllThePrivateOnesAloneInFull(String address, String inFull, String toAll) {
        MinerAddress from = MinerAddress.of(address);
        assertThat(MinerAddress.inFull(from)).isEqualTo(inFull);
        assertThat(MinerAddress.toAll(from)).isEqualTo(toAll);
    }
}
