package org.vanta.appliance.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.gossip.core.PeerId;

/** Goal: what peers do is weighed, remembered and forgotten as written. Method: the time is the test's. */
class ReputationTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Reputation reputation = new Reputation(() -> now);

    private static PeerId peer(int number) {
        return new PeerId(Sha256.hash(new byte[] {(byte) (number >> 8), (byte) number}));
    }

    private Optional<Ban> offend(PeerId peer, Offence offence, int times) {
        for (int i = 0; i < times; i++) {
            List<Ban> bans = reputation.offended(peer, Optional.empty(), offence);
            if (!bans.isEmpty()) {
                return Optional.of(bans.getFirst());
            }
        }
        return Optional.empty();
    }

    @Test
    void bansForTwiceAsLongEachTimeUpToAWeek() {
        for (int hours : List.of(1, 2, 4, 8, 16, 32, 64, 128, 168, 168)) {
            Ban ban = offend(peer(1), Offence.MALFORMED_FRAME, 4).orElseThrow();
            assertThat(Duration.between(now, ban.until())).isEqualTo(Duration.ofHours(hours));
            assertThat(ban.reason()).isEqualTo("malformed_frame");
            assertThat(reputation.isBanned(peer(1))).isTrue();
            now = ban.until();
            assertThat(reputation.isBanned(peer(1))).isFalse();
        }
        now = now.plus(Reputation.BAN_REMEMBERED).plusSeconds(1);
        assertThat(offend(peer(1), Offence.SPOOFED_ID, 2).orElseThrow().times()).isOne();
    }

    @Test
    void forgetsHalfOfAScoreInTenMinutes() {
        offend(peer(1), Offence.MALFORMED_FRAME, 3);
        assertThat(reputation.welcomes(peer(1))).isFalse();
        now = now.plus(Reputation.HALF_LIFE);
        assertThat(reputation.score(peer(1))).isEqualTo(-37.5);
        assertThat(reputation.welcomes(peer(1))).isTrue();
    }

    @Test
    void nobodySavesUpMoreThanALittleGoodwill() {
        for (int i = 0; i < 10_000; i++) {
            reputation.delivered(peer(1));
        }
        assertThat(reputation.score(peer(1))).isEqualTo(Reputation.BEST);
    }

    @Test
    void bansAGroupOfAddressesForItsManyKeysButNeverThisMachineOrItsNetwork() throws Exception {
        Optional<InetAddress> open = Optional.of(InetAddress.getByName("203.0.113.7"));
        for (int i = 0; i < 12; i++) {
            reputation.offended(peer(i), open, Offence.MALFORMED_FRAME);
        }
        assertThat(reputation.bans())
                .singleElement()
                .satisfies(ban -> assertThat(ban.subject()).isEqualTo("203.0.113.0/24"));
        assertThat(reputation.isBanned(InetAddress.getByName("203.0.113.200"))).isTrue();
        assertThat(reputation.isBanned(InetAddress.getByName("203.0.114.7"))).isFalse();
        for (String near : List.of("127.0.0.1", "::1", "192.168.1.1", "10.0.0.1", "fd00::1", "100.64.0.1")) {
            for (int i = 100; i < 140; i++) {
                reputation.offended(peer(i), Optional.of(InetAddress.getByName(near)), Offence.REPEATED_MESSAGE);
                reputation.offended(peer(i), Optional.of(InetAddress.getByName(near)), Offence.MALFORMED_FRAME);
            }
            assertThat(reputation.isBanned(InetAddress.getByName(near))).isFalse();
        }
    }

    @Test
    void keepsNoMoreScoresAndBansThanItsBounds() {
        for (int i = 0; i < Reputation.SCORES_MAX + 100; i++) {
            reputation.delivered(peer(i));
        }
        assertThat(reputation.scored()).isEqualTo(Reputation.SCORES_MAX);
        for (int i = 0; i < Reputation.BANS_MAX + 100; i++) {
            reputation.ban(new BanSubject.Key(peer(i)), "test", Optional.of(Duration.ofSeconds(i + 1L)));
        }
        assertThat(reputation.bans()).hasSize(Reputation.BANS_MAX);
        assertThat(reputation.isBanned(peer(0))).isFalse();
    }

    @Test
    void readsSubjectsAsPeopleWriteThemAndRefusesOthersWithTheRemedy() {
        assertThat(BanSubject.parse("203.0.113.9")).hasToString("203.0.113.0/24");
        assertThat(BanSubject.parse("2001:db8:1:2:3::4/64")).hasToString("2001:db8:1:2:0:0:0:0/64");
        assertThat(BanSubject.parse(peer(1).hex())).isEqualTo(new BanSubject.Key(peer(1)));
        assertThatThrownBy(() -> BanSubject.parse("203.0.113.0/16")).hasMessageContaining("/24");
        assertThatThrownBy(() -> BanSubject.parse("127.0.0.1")).hasMessageContaining("of this machine");
        assertThatThrownBy(() -> BanSubject.parse("example.org")).hasMessageContaining("64 hex digits");
        assertThatThrownBy(() -> BanSubject.parse("zz".repeat(32))).hasMessageContaining("is no peer's id");
    }
}
