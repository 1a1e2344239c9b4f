package org.vanta.appliance.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Goal: no address or subnet takes all connections and nobody honest is shut out. Method: the rules alone, with a given time. */
class AdmissionTest {
    private static final long NOW = 1_700_000_000_000L;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Admission admission = new Admission(100, 2, 3, registry);

    private static MinerAddress address(String text) {
        return Objects.requireNonNull(MinerAddress.of(text));
    }

    @Test
    void boundsAnAddressAndItsSubnet() {
        assertThat(admission.opened(address("203.0.113.7"), NOW)).isNull();
        assertThat(admission.opened(address("::ffff:203.0.113.7"), NOW)).isNull();
        assertThat(admission.opened(address("203.0.113.7"), NOW)).isEqualTo(Admission.Refusal.ADDRESS_FULL);
        assertThat(admission.opened(address("203.0.113.8"), NOW)).isNull();
        assertThat(admission.opened(address("203.0.113.9"), NOW)).isEqualTo(Admission.Refusal.SUBNET_FULL);
        assertThat(admission.opened(address("203.0.114.9"), NOW)).isNull();
        admission.closed(address("203.0.113.7"));
        assertThat(admission.opened(address("203.0.113.9"), NOW)).isNull();
        assertThat(admission.open()).isEqualTo(4);
        assertThat(registry.counter("vanta.stratum.refused", "reason", "address_full")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void takesAHouseholdsIpv6PrefixForOneAddress() {
        assertThat(admission.opened(address("2001:db8:1:2::1"), NOW)).isNull();
        assertThat(admission.opened(address("2001:db8:1:2:ffff::2"), NOW)).isNull();
        assertThat(admission.opened(address("2001:db8:1:2::3"), NOW)).isEqualTo(Admission.Refusal.ADDRESS_FULL);
        assertThat(admission.opened(address("2001:db8:1:3::1"), NOW)).isNull();
        assertThat(admission.opened(address("2001:db8:1:4::1"), NOW)).isEqualTo(Admission.Refusal.SUBNET_FULL);
        assertThat(admission.opened(address("2001:db8:2:4::1"), NOW)).isNull();
    }

    @Test
    void neverBoundsLoopback() {
        assertThat(MinerAddress.of("127.0.0.1")).isNull();
        assertThat(MinerAddress.of("127.8.9.1")).isNull();
        assertThat(MinerAddress.of("::1")).isNull();
        assertThat(MinerAddress.of("::ffff:127.0.0.1")).isNull();
        for (int i = 0; i < 100; i++) {
            assertThat(admission.opened(null, NOW)).isNull();
            admission.offended(null, "noise", NOW);
        }
        assertThat(admission.opened(null, NOW)).isEqualTo(Admission.Refusal.FULL);
        assertThat(admission.offenders()).isZero();
    }

    @Test
    void bansAfterRepeatedOffencesForATime() {
        MinerAddress from = address("203.0.113.7");
        for (int i = 1; i < Admission.OFFENCES_MAX; i++) {
            admission.offended(from, "noise", NOW);
        }
        assertThat(admission.opened(from, NOW)).isNull();
        admission.offended(from, "noise", NOW);
        assertThat(admission.opened(from, NOW)).isEqualTo(Admission.Refusal.BANNED);
        assertThat(admission.opened(address("203.0.113.8"), NOW)).isNull();
        assertThat(admission.opened(from, NOW + Admission.BAN_MILLIS)).isNull();
    }

    @Test
    void forgivesOffencesThatLieFarApart() {
        MinerAddress from = address("203.0.113.7");
        for (int i = 0; i < 3 * Admission.OFFENCES_MAX; i++) {
            admission.offended(from, "noise", NOW + i * Admission.OFFENCE_MILLIS / 2);
        }
        assertThat(admission.opened(from, NOW + 3 * Admission.OFFENCES_MAX * Admission.OFFENCE_MILLIS / 2))
                .isNull();
    }

    @Test
    void forgetsTheOldestOffenderWhenThereAreTooMany() {
        for (int i = 0; i < Admission.OFFENCES_MAX; i++) {
            admission.offended(address("203.0.113.7"), "noise", NOW);
        }
        for (int i = 0; i < Admission.OFFENDERS_MAX; i++) {
            admission.offended(new MinerAddress(i, i >>> 8, true), "noise", NOW);
        }
        assertThat(admission.offenders()).isEqualTo(Admission.OFFENDERS_MAX);
        assertThat(admission.opened(address("203.0.113.7"), NOW)).isNull();
    }

    @Test
    void showsWhatIsBanned() {
        assertThat(MinerAddress.of("203.0.113.7"))
                .extracting(MinerAddress::shown)
                .isEqualTo("203.0.113.7");
        assertThat(MinerAddress.of("2001:db8:1:2:3:4:5:6"))
                .extracting(MinerAddress::shown)
                .isEqualTo("2001:db8:1:2::/64");
    }
}
