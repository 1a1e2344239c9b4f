package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareOutcome;
import org.vanta.appliance.share.SharesFile;
import org.vanta.appliance.share.WorkerName;

/** Goal: a restart keeps the workers' figures and a damaged file never stops one. Method: real files, the start and the stop. */
class SharesKeeperTest {
    private static final WorkerName RIG = new WorkerName(new OwnerKey(Sha256.hash(new byte[] {4})), "rig");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private static SharesKeeper keeper(Path dir, ShareAccounting shares) {
        return new SharesKeeper(new SharesFile(dir), shares, () -> NOW, null);
    }

    @Test
    void keepsTheFiguresOverARestart(@TempDir Path dir) {
        ShareAccounting first = new ShareAccounting();
        try (SharesKeeper keeper = keeper(dir, first)) {
            keeper.start();
            first.count(
                    first.connected(RIG, "bitaxe", NOW.toEpochMilli()),
                    new ShareOutcome.Accepted(7, 70),
                    NOW.toEpochMilli());
        }
        ShareAccounting second = new ShareAccounting();
        try (SharesKeeper keeper = keeper(dir, second)) {
            keeper.start();
            assertThat(second.snapshot(NOW.toEpochMilli()))
                    .hasEntrySatisfying(
                            RIG, counts -> assertThat(counts.bestDifficulty()).isEqualTo(70));
        }
    }

    @Test
    void setsADamagedFileAsideAndBeginsAnew(@TempDir Path dir) throws Exception {
        Files.write(dir.resolve(SharesFile.NAME), new byte[100]);
        ShareAccounting shares = new ShareAccounting();
        try (SharesKeeper keeper = keeper(dir, shares)) {
            keeper.start();
            assertThat(shares.snapshot(0)).isEmpty();
        }
        assertThat(dir.resolve(SharesFile.NAME + ".damaged")).hasSize(100);
        assertThat(dir.resolve(SharesFile.NAME)).exists();
    }

    @Test
    void writesNothingWhenItWasNeverStarted(@TempDir Path dir) {
        keeper(dir, new ShareAccounting()).close();
        assertThat(dir).isEmptyDirectory();
    }
}
