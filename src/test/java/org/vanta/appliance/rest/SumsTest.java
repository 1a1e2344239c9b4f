package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareOutcome;
import org.vanta.appliance.share.ShareReject;
import org.vanta.appliance.share.WorkerName;
import org.vanta.appliance.share.WorkerShares;

/** Goal: what is said of a key is right whatever workers it has, and bounded. Method: given shares at given times. */
class SumsTest {
    private static final OwnerKey OWNER = new OwnerKey(Sha256.hash(new byte[] {3}));
    private static final OwnerKey OTHER = new OwnerKey(Sha256.hash(new byte[] {4}));
    private static final long NOW = 1_700_000_000_000L;

    private final ShareAccounting shares = new ShareAccounting();

    private WorkerShares connected(OwnerKey owner, String worker, String agent) {
        return shares.connected(new WorkerName(owner, worker), agent, NOW);
    }

    private Sums sums() {
        return Workers.of(shares, NOW).of(OWNER.value()).sums();
    }

    @Test
    void addsUpTheWorkersOfAKeyAndNoOthers() {
        WorkerShares garage = connected(OWNER, "garage", "bitaxe");
        WorkerShares roof = connected(OWNER, "roof", "bitaxe");
        WorkerShares gone = connected(OWNER, "gone", "cgminer");
        shares.count(garage, new ShareOutcome.Accepted(10, 70), NOW);
        shares.count(roof, new ShareOutcome.Accepted(10, 50), NOW + 5);
        shares.count(gone, new ShareOutcome.Accepted(10, 900), NOW + 3);
        shares.count(garage, new ShareOutcome.Rejected(ShareReject.STALE, Optional.empty()), NOW);
        shares.count(roof, new ShareOutcome.Rejected(ShareReject.STALE, Optional.empty()), NOW);
        shares.count(roof, new ShareOutcome.Rejected(ShareReject.DUPLICATE, Optional.empty()), NOW);
        gone.disconnected();
        shares.count(connected(OTHER, "garage", "nerdminer"), new ShareOutcome.Accepted(10, 5000), NOW + 9);

        Sums sums = sums();
        assertThat(sums.accepted()).isEqualTo(3);
        assertThat(sums.rejected()).containsEntry(ShareReject.STALE, 2L).containsEntry(ShareReject.DUPLICATE, 1L);
        assertThat(sums.bestDifficulty()).isEqualTo(900);
        assertThat(sums.sessionBestDifficulty())
                .as("of those that are connected")
                .isEqualTo(70);
        assertThat(sums.lastShareMillis()).isEqualTo(NOW + 5);
        assertThat(sums.connections()).isEqualTo(2);
        assertThat(sums.userAgents()).hasSize(1).containsEntry("bitaxe", 2);
        assertThat(sums.hashRate().minute1())
                .isEqualTo(3 * garage.snapshot(NOW).hashRate().minute1())
                .isPositive();
        assertThat(sums.hashRate().day1())
                .isEqualTo(3 * garage.snapshot(NOW).hashRate().day1());
    }

    @Test
    void namesNoMoreThanTheMostFrequentUserAgents() {
        for (int i = 0; i <= Sums.USER_AGENTS_MAX; i++) {
            connected(OWNER, "w" + i, "agent " + i);
        }
        connected(OWNER, "more", "agent 7");
        assertThat(sums().userAgents()).hasSize(Sums.USER_AGENTS_MAX);
        assertThat(sums().userAgents().firstEntry().getKey()).isEqualTo("agent 7");
    }

    @Test
    void isNothingForAKeyThatNeverMined() {
        Sums sums = sums();
        assertThat(sums.accepted()).isZero();
        assertThat(sums.lastShareMillis()).isZero();
        assertThat(sums.userAgents()).isEmpty();
    }
}
