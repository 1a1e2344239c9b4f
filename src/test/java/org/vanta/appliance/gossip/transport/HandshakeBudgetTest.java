package org.vanta.appliance.gossip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Goal: nobody can make this endpoint begin more handshakes than it is worth, and nobody is kept out by others for long. */
class HandshakeBudgetTest {
    private long now = Long.MAX_VALUE - 1;
    private final HandshakeBudget budget =
            new HandshakeBudget(new TransportLimits(128, 8, 3, 16, 3, 10, 6_000, 4 << 20), () -> now);

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private int spend(String address) {
        int spent = 0;
        while (budget.spend(address(address))) {
            spent++;
        }
        return spent;
    }

    @Test
    void oneAddressHasItsBurstAndThenOneASecond() {
        assertThat(spend("192.0.2.1")).isEqualTo(3);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(spend("192.0.2.1")).isEqualTo(1);
        assertThat(spend("192.0.2.2")).isEqualTo(3);
    }

    @Test
    void whoHasAnIpv6NetworkIsOneAddress() {
        assertThat(spend("2001:db8::1")).isEqualTo(3);
        assertThat(spend("2001:db8::ffff:2")).isZero();
        assertThat(spend("2001:db8:0:1::1")).isEqualTo(3);
    }

    @Test
    void allTogetherHaveTheirBurstAndATenthOfItASecond() {
        int spent = 0;
        for (int i = 0; i < 20; i++) {
            spent += spend("198.51.100." + i);
        }
        assertThat(spent).isEqualTo(10);
        now += Duration.ofSeconds(2).toNanos();
        assertThat(spend("203.0.113.1")).isEqualTo(2);
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        for (int i = 0; i <= HandshakeBudget.ADDRESSES_MAX; i++) {
            budget.spend(address("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff)));
        }
        assertThat(budget.addresses()).isEqualTo(HandshakeBudget.ADDRESSES_MAX);
    }
}
