package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.SealedFile;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.OwnerKey;

/** Goal: the figures dashboards show are right, bounded and outlive a restart. Method: given times, a real file. */
class ShareAccountingTest {
    private static final OwnerKey OWNER = new OwnerKey(Sha256.hash(new byte[] {3}));
    private static final long START = 1_700_000_000_000L;

    private final ShareAccounting accounting = new ShareAccounting();

    private static WorkerName name(String worker) {
        return new WorkerName(OWNER, worker);
    }

    private WorkerShares.Snapshot of(String worker, long now) {
        WorkerShares.Snapshot counts = accounting.snapshot(now).get(name(worker));
        assertThat(counts).isNotNull();
        return counts;
    }

    private void mine(WorkerShares worker, double difficulty, long from, long to, long every) {
        for (long now = from; now <= to; now += every) {
            accounting.count(worker, new ShareOutcome.Accepted(difficulty, 2 * difficulty), now);
        }
    }

    @Test
    void ratesAreTheCreditedDifficultyByTimeInEachWindow() {
        WorkerShares worker = accounting.connected(name("a"), "bitaxe", START);
        long hours2 = 7_200_000;
        mine(worker, 1000, START + 10_000, START + hours2, 10_000);
        double rate = 1000 * 0x1p32 / 10;
        Rates rates = of("a", START + hours2).hashRate();
        assertThat(rates.minute1()).isCloseTo(rate, within(rate * 0.1));
        assertThat(rates.minutes5()).isCloseTo(rate, within(rate * 0.02));
        assertThat(rates.hour1()).isCloseTo(rate, within(rate * 0.01));
        assertThat(rates.day1()).as("over the two hours it is known").isCloseTo(rate, within(rate * 0.01));
    }

    @Test
    void ratesFadeWhenAMinerIsSilent() {
        WorkerShares worker = accounting.connected(name("a"), "", START);
        mine(worker, 1000, START, START + 3_600_000, 5_000);
        Rates before = of("a", START + 3_600_000).hashRate();
        Rates after = of("a", START + 3_600_000 + 600_000).hashRate();
        assertThat(after.minute1()).isLessThan(before.minute1() / 1000);
        assertThat(after.minutes5()).isBetween(before.minutes5() * 0.12, before.minutes5() * 0.15);
        assertThat(after.hour1()).isBetween(before.hour1() * 0.7, before.hour1());
    }

    @Test
    void bestOfASessionBeginsAnewWithTheFirstConnection() {
        WorkerShares worker = accounting.connected(name("a"), "bitaxe", START);
        accounting.count(worker, new ShareOutcome.Accepted(1, 900), START + 1);
        accounting.connected(name("a"), "", START + 2);
        worker.disconnected();
        assertThat(of("a", START + 3).sessionBestDifficulty()).isEqualTo(900);
        worker.disconnected();
        accounting.connected(name("a"), "", START + 4);
        accounting.count(worker, new ShareOutcome.Accepted(1, 5), START + 5);
        WorkerShares.Snapshot counts = of("a", START + 6);
        assertThat(counts.sessionBestDifficulty()).isEqualTo(5);
        assertThat(counts.bestDifficulty()).isEqualTo(900);
        assertThat(counts.userAgent()).isEqualTo("bitaxe");
        assertThat(counts.connections()).isEqualTo(1);
        assertThat(counts.lastShareMillis()).isEqualTo(START + 5);
    }

    @Test
    void countsRejectsByReasonForTheWorkerAndForAll() {
        WorkerShares worker = accounting.connected(name(""), "", START);
        ShareOutcome stale = new ShareOutcome.Rejected(ShareReject.STALE, Optional.empty());
        accounting.count(worker, stale, START);
        accounting.count(worker, stale, START);
        accounting.count(null, stale, START);
        accounting.count(ShareReject.MALFORMED);
        assertThat(of("", START).rejected()).isEqualTo(Map.of(ShareReject.STALE, 2L));
        assertThat(of("", START).accepted()).isZero();
        assertThat(accounting.tally().rejected(ShareReject.STALE)).isEqualTo(3);
        assertThat(accounting.tally().rejected(ShareReject.MALFORMED)).isEqualTo(1);
        assertThat(accounting.tally().accepted()).isZero();
    }

    @Test
    void countsForOneMoreWorkerWhileTooManyAreConnected() {
        for (int i = 0; i < ShareAccounting.WORKERS_MAX; i++) {
            accounting.connected(name("w" + i), "", START);
        }
        WorkerShares late = accounting.connected(name("late"), "", START);
        accounting.count(late, new ShareOutcome.Accepted(1, 3), START + 7);
        accounting.count(accounting.connected(name("later"), "", START), new ShareOutcome.Accepted(1, 2), START + 8);
        assertThat(accounting.snapshot(START)).hasSize(ShareAccounting.WORKERS_MAX);
        assertThat(accounting.overflow(START + 8).accepted()).isEqualTo(2);
        assertThat(accounting.overflow(START + 8).bestDifficulty()).isEqualTo(3);
        assertThat(accounting.overflow(START + 8).lastShareMillis()).isEqualTo(START + 8);
    }

    @Test
    void forgetsThoseLongestAwayForNewNamesAndNeverAConnectedOne() {
        WorkerShares stays = accounting.connected(name("stays"), "", START);
        for (int i = 1; i < ShareAccounting.WORKERS_MAX; i++) {
            accounting.connected(name("w" + i), "", START + i).disconnected();
        }
        accounting.count(stays, new ShareOutcome.Accepted(1, 1), START + 1);
        for (int i = 0; i < 3 * ShareAccounting.FORGOTTEN_AT_ONCE; i++) {
            accounting.connected(name("new" + i), "", START + 20_000).disconnected();
        }
        Map<WorkerName, WorkerShares.Snapshot> kept = accounting.snapshot(START + 20_000);
        assertThat(kept).hasSizeLessThanOrEqualTo(ShareAccounting.WORKERS_MAX);
        assertThat(kept).containsKey(name("stays")).containsKey(name("new0"));
        assertThat(kept).doesNotContainKey(name("w1")).containsKey(name("w" + (ShareAccounting.WORKERS_MAX - 1)));
        assertThat(accounting.overflow(START).connections()).isZero();
    }

    @Test
    void remembersWhoHadAShareBeforeNamesThatNeverHadOne() {
        WorkerShares mined = accounting.connected(name("mined"), "", START);
        accounting.count(mined, new ShareOutcome.Accepted(1, 1), START);
        mined.disconnected();
        for (int i = 1; i <= 2 * ShareAccounting.WORKERS_MAX; i++) {
            accounting.connected(name("x" + i), "", START + i).disconnected();
        }
        assertThat(of("mined", START).accepted()).isEqualTo(1);
        assertThat(accounting.overflow(START).connections()).isZero();
    }

    @Test
    void remembersWhoHadAShareAlsoWhileNamesThatNeverHadOneStay() {
        WorkerShares mined = accounting.connected(name("mined"), "", START);
        accounting.count(mined, new ShareOutcome.Accepted(1, 1), START);
        mined.disconnected();
        for (int i = 1; i <= 2 * ShareAccounting.WORKERS_MAX; i++) {
            accounting.connected(name("x" + i), "", START + 60L * i);
        }
        assertThat(of("mined", START).accepted()).isEqualTo(1);
        assertThat(accounting.snapshot(START)).hasSize(ShareAccounting.WORKERS_MAX);
    }

    @Test
    void forgetsWhoHadSharesLongAgoForThoseWhoHaveSome() {
        for (int i = 0; i < 2 * ShareAccounting.WORKERS_MAX; i++) {
            WorkerShares worker = accounting.connected(name("w" + i), "", START + i);
            accounting.count(worker, new ShareOutcome.Accepted(1, 1), START + i);
            worker.disconnected();
        }
        assertThat(accounting.snapshot(START))
                .doesNotContainKey(name("w0"))
                .containsKey(name("w" + (2 * ShareAccounting.WORKERS_MAX - 1)));
        assertThat(accounting.overflow(START).accepted()).isZero();
    }

    @Test
    void looksSeldomForOneToForgetWhereThereAreFew() {
        WorkerShares goes = accounting.connected(name("goes"), "", START);
        for (int i = 1; i < ShareAccounting.WORKERS_MAX; i++) {
            accounting.connected(name("w" + i), "", START);
        }
        goes.disconnected();
        accounting.connected(name("a"), "", START).disconnected();
        assertThat(accounting.snapshot(START)).containsKey(name("a")).doesNotContainKey(name("goes"));
        accounting.connected(name("b"), "", START + ShareAccounting.LOOK_AGAIN_MILLIS - 1);
        assertThat(accounting.snapshot(START)).doesNotContainKey(name("b"));
        accounting.connected(name("c"), "", START + ShareAccounting.LOOK_AGAIN_MILLIS);
        assertThat(accounting.snapshot(START)).containsKey(name("c"));
    }

    @Test
    void writesNoMoreWorkersThanItReads(@TempDir Path dir) throws IOException {
        for (int i = 0; i <= ShareAccounting.WORKERS_MAX; i++) {
            accounting.workers().put(name("w" + i), new WorkerShares(START));
        }
        new SharesFile(dir).save(accounting, START);
        ShareAccounting next = new ShareAccounting();
        new SharesFile(dir).load(next);
        assertThat(next.snapshot(START)).hasSize(ShareAccounting.WORKERS_MAX);
    }

    @Test
    void aSessionThatGoesOnKeepsItsBestAlsoOverARestart(@TempDir Path dir) throws IOException {
        WorkerShares worker = accounting.connected(name("a"), "bitaxe", START);
        accounting.count(worker, new ShareOutcome.Accepted(1, 900), START + 1);
        worker.disconnected();
        accounting.resumed(name("a"), "", START + 2);
        assertThat(of("a", START + 3).sessionBestDifficulty()).isEqualTo(900);
        assertThat(of("a", START + 3).sessionMillis()).isEqualTo(START);
        new SharesFile(dir).save(accounting, START + 3);
        ShareAccounting next = new ShareAccounting();
        new SharesFile(dir).load(next);
        next.resumed(name("a"), "", START + 4);
        assertThat(next.snapshot(START + 4).get(name("a")))
                .usingRecursiveComparison()
                .ignoringFields("hashRate")
                .isEqualTo(of("a", START + 4));
        assertThat(next.resumed(name("new"), "", START + 5).snapshot(START + 5).sessionMillis())
                .isEqualTo(START + 5);
    }

    @Test
    void readsTheFileOfAnEarlierVersion(@TempDir Path dir) throws IOException {
        ByteWriter old = new ByteWriter().u8(1).compactSize(1);
        old.hash256(OWNER.value()).lengthPrefixed("rig".getBytes(StandardCharsets.UTF_8));
        old.i64(START).lengthPrefixed("bitaxe".getBytes(StandardCharsets.UTF_8));
        old.i64(5).i64(0).compactSize(0);
        old.i64(Double.doubleToLongBits(77)).i64(START + 9);
        new HashRate(START).write(old, START);
        new SealedFile(dir.resolve(SharesFile.NAME), "Vanta/Shares/v1", SharesFile.BYTES_MAX).write(old.toBytes());
        new SharesFile(dir).load(accounting);
        WorkerShares.Snapshot counts = of("rig", START + 10);
        assertThat(counts.accepted()).isEqualTo(5);
        assertThat(counts.bestDifficulty()).isEqualTo(77);
        assertThat(counts.sessionMillis()).isZero();
    }

    @Test
    void figuresOutliveARestart(@TempDir Path dir) throws IOException {
        WorkerShares worker = accounting.connected(name("rig \u00e9"), "bitaxe/BM1370", START);
        mine(worker, 1000, START, START + 3_600_000, 10_000);
        accounting.count(worker, new ShareOutcome.Rejected(ShareReject.DUPLICATE, Optional.empty()), START);
        long now = START + 3_600_000;
        new SharesFile(dir).save(accounting, now);
        ShareAccounting next = new ShareAccounting();
        new SharesFile(dir).load(next);
        WorkerShares.Snapshot was = of("rig \u00e9", now);
        WorkerShares.Snapshot is = next.snapshot(now).get(name("rig \u00e9"));
        assertThat(is)
                .isEqualTo(new WorkerShares.Snapshot(
                        was.accepted(),
                        was.rejected(),
                        was.blocks(),
                        was.hashRate(),
                        was.bestDifficulty(),
                        was.sessionBestDifficulty(),
                        was.lastShareMillis(),
                        was.sessionMillis(),
                        0,
                        was.userAgent()));
        new SharesFile(dir).save(next, now + 1);
        assertThat(dir).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void refusesADamagedFileWholeAndNamesIt(@TempDir Path dir) throws IOException {
        SharesFile file = new SharesFile(dir);
        file.load(accounting);
        assertThat(accounting.snapshot(START)).as("no file, no figures").isEmpty();
        accounting.connected(name("a"), "", START);
        file.save(accounting, START);
        Path path = dir.resolve(SharesFile.NAME);
        byte[] good = Files.readAllBytes(path);
        ShareAccounting next = new ShareAccounting();
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(path, bad);
            assertThatThrownBy(() -> file.load(next))
                    .isInstanceOf(MalformedBytesException.class)
                    .hasMessageContaining(path.toString());
        }
        Files.write(path, new byte[5]);
        assertThatThrownBy(() -> file.load(next)).hasMessageContaining("cut short");
        assertThat(next.snapshot(START)).isEmpty();
        assertThat(file.setAside()).exists();
        file.load(next);
    }

    @Test
    void theLargestAccountingFitsItsFile(@TempDir Path dir) throws IOException {
        String longest = "x".repeat(180);
        for (int i = 0; i < ShareAccounting.WORKERS_MAX; i++) {
            WorkerShares worker = accounting.connected(name(longest + i), "y".repeat(64), START);
            for (ShareReject reason : ShareReject.values()) {
                accounting.count(worker, new ShareOutcome.Rejected(reason, Optional.empty()), START);
            }
        }
        new SharesFile(dir).save(accounting, START);
        assertThat(dir.resolve(SharesFile.NAME))
                .satisfies(file -> assertThat(Files.size(file)).isLessThan(SharesFile.BYTES_MAX));
        ShareAccounting next = new ShareAccounting();
        new SharesFile(dir).load(next);
        assertThat(next.snapshot(START)).hasSize(ShareAccounting.WORKERS_MAX);
    }
}
