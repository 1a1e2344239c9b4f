package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.MiningTemplate;
import org.vanta.appliance.template.PaidCoinbase;
import org.vanta.appliance.template.Templates;

class ShareCheckTest {
    private static final long NOW = Templates.TIME * 1000;
    private static final int NTIME = (int) Templates.TIME;
    private static final double ANY = 1e-12;
    private static final double NONE = 1e12;
    private static final int MASK = Job.ROLLED_VERSION_BITS;

    private final JobStore jobs = new JobStore(() -> TimeUnit.MILLISECONDS.toNanos(NOW));
    private final List<WinningShare> blocks = new ArrayList<>();
    private final ShareCheck check = new ShareCheck(jobs, blocks::add);
    private final ShareSession session = new ShareSession(0x01020304, new OwnerKey(Sha256.hash(new byte[] {3})));

    @Test
    void acceptsAShareOnceAndKnowsItAgain() {
        Job job = issued(1, "tip", Templates.HARD_BITS, ANY);
        assertThat(check(submission(job))).isInstanceOf(ShareOutcome.Accepted.class);
        assertThat(rejectOf(check(submission(job)))).isEqualTo(ShareReject.DUPLICATE);
    }

    @Test
    void rejectsWorkItNeverGave() {
        issued(1, "tip", Templates.HARD_BITS, ANY);
        assertThat(rejectOf(check(new Submission("w", 99, 0, NTIME, 0, 0)))).isEqualTo(ShareReject.JOB_NOT_FOUND);
    }

    @Test
    void rejectsAJobOfTheConnectionsOwnThatIsTooOldByNow() {
        Job own = new Job(
                5,
                MiningTemplate.of(Templates.of(200, "tip", Templates.HARD_BITS, 3)),
                false,
                NTIME,
                NOW,
                Templates.COINBASES);
        session.issueOwn(own, ANY, Target.fromDifficulty(ANY), NOW);
        for (int tag = 6; tag < 6 + JobStore.KEPT_AT_LEAST; tag++) {
            issued(tag, "tip", Templates.HARD_BITS, ANY);
        }
        long last = NOW + JobStore.KEPT_MILLIS;
        assertThat(check.check(session, at(own, NTIME), true, last)).isInstanceOf(ShareOutcome.Accepted.class);
        assertThat(rejectOf(check.check(session, at(own, NTIME + 1), true, last + 1)))
                .isEqualTo(ShareReject.JOB_NOT_FOUND);
    }

    @Test
    void acceptsLateSharesWithinTheGraceAndRejectsThemAfter() {
        Job old = issued(1, "tip", Templates.HARD_BITS, ANY);
        issued(2, "next tip", Templates.HARD_BITS, ANY);
        long grace = ShareCheck.LATE_GRACE_MILLIS;
        assertThat(check.check(session, submission(old), true, NOW + grace)).isInstanceOf(ShareOutcome.Accepted.class);
        Submission late = new Submission("w", old.tag(), 1, NTIME, 0, 0);
        assertThat(rejectOf(check.check(session, late, true, NOW + grace + 1))).isEqualTo(ShareReject.STALE);
    }

    @Test
    void judgesAShareByTheDifficultyOfItsJob() {
        Job hard = issued(1, "tip", Templates.HARD_BITS, NONE);
        Job easy = issued(2, "tip", Templates.HARD_BITS, ANY);
        long later = NOW + IssuedDifficulties.GRACE_MILLIS + 1;
        assertThat(rejectOf(check.check(session, submission(hard), true, later)))
                .isEqualTo(ShareReject.LOW_DIFFICULTY);
        assertThat(check.check(session, submission(easy), true, later)).isInstanceOf(ShareOutcome.Accepted.class);
    }

    @Test
    void takesADifficultyAJobEarlyOrLateForAMinute() {
        Job before = issued(1, "tip", Templates.HARD_BITS, NONE);
        issued(2, "tip", Templates.HARD_BITS, ANY);
        Job after = issued(3, "tip", Templates.HARD_BITS, NONE);
        long inGrace = NOW + IssuedDifficulties.GRACE_MILLIS;
        for (Job neighbour : List.of(before, after)) {
            assertThat(rejectOf(check.check(session, at(neighbour, NTIME), true, inGrace + 1)))
                    .isEqualTo(ShareReject.LOW_DIFFICULTY);
            assertThat(check.check(session, at(neighbour, NTIME + 1), true, inGrace))
                    .isInstanceOfSatisfying(
                            ShareOutcome.Accepted.class,
                            accepted -> assertThat(accepted.credit())
                                    .as("counts for what it reached")
                                    .isEqualTo(ANY));
        }
    }

    @Test
    void rejectsVersionBitsThatWereNotGranted() {
        Job job = issued(1, "tip", Templates.HARD_BITS, ANY);
        Submission rolled = new Submission("w", job.tag(), 0, NTIME, 0, 0x2000);
        assertThat(rejectOf(check(rolled))).isEqualTo(ShareReject.VERSION_BITS_NOT_ALLOWED);
        session.allowVersionBits(MASK);
        assertThat(check(rolled)).isInstanceOf(ShareOutcome.Accepted.class);
        assertThat(rejectOf(check(new Submission("w", job.tag(), 0, NTIME, 0, 0x20000000))))
                .isEqualTo(ShareReject.VERSION_BITS_NOT_ALLOWED);
    }

    @Test
    void rejectsTimesTheNetworkWouldNotTake() {
        Job job = issued(1, "tip", Templates.HARD_BITS, ANY);
        int earliest = (int) job.minTime();
        int latest = NTIME + ShareCheck.NTIME_AHEAD_MAX;
        assertThat(check(at(job, earliest))).isInstanceOf(ShareOutcome.Accepted.class);
        assertThat(check(at(job, latest))).isInstanceOf(ShareOutcome.Accepted.class);
        assertThat(rejectOf(check(at(job, earliest - 1)))).isEqualTo(ShareReject.NTIME_OUT_OF_RANGE);
        assertThat(rejectOf(check(at(job, latest + 1)))).isEqualTo(ShareReject.NTIME_OUT_OF_RANGE);
    }

    @Test
    void neverAsksMoreOfAShareThanOfABlock() {
        Job job = issued(1, "tip", Templates.EASY_BITS, NONE);
        assertThat(check(winning(job, 0))).isInstanceOf(ShareOutcome.BlockFound.class);
        assertThat(blocks).hasSize(1);
    }

    @Test
    void hashesEachShareWithTheCoinbaseOfItsJob() {
        Job one = issued(1, "tip", Templates.EASY_BITS, ANY);
        Job other = issued(2, "tip", Templates.EASY_BITS, ANY);
        int seed = 0;
        for (Job job : List.of(one, other, one, one, other)) {
            assertThat(check(winning(job, seed++))).isInstanceOf(ShareOutcome.BlockFound.class);
        }
    }

    @Test
    void handsOverABlockWhateverItsStandingAsAShare() {
        Job job = issued(1, "tip", Templates.EASY_BITS, ANY);
        Submission block = winning(job, 0);
        check(block);
        assertThat(rejectOf(check(block))).isEqualTo(ShareReject.DUPLICATE);
        assertThat(rejectOf(check.check(session, winning(job, 1), false, NOW))).isEqualTo(ShareReject.UNAUTHORIZED);
        assertThat(rejectOf(check(winning(job, 0x2000_0000_0000L))))
                .as("a rolled version that was not granted")
                .isEqualTo(ShareReject.VERSION_BITS_NOT_ALLOWED);
        issued(2, "next tip", Templates.EASY_BITS, ANY);
        assertThat(rejectOf(check.check(session, winning(job, 2), true, NOW + 60_000)))
                .isEqualTo(ShareReject.STALE);
        assertThat(blocks).hasSize(5);
        assertThat(blocks).allSatisfy(found -> {
            assertThat(found.header().target().isMetBy(found.header().hash())).isTrue();
            assertThat(MerkleTree.rootOfFirst(
                            Sha256.twice(found.coinbase()), found.job().merkleBranch()))
                    .isEqualTo(found.header().merkleRoot());
        });
    }

    @Test
    void countsABlockOnceHoweverOftenItComes() {
        Set<Hash256> hashes = new HashSet<>();
        ShareCheck knowing = new ShareCheck(jobs, block -> hashes.add(block.hash()));
        Job job = issued(1, "tip", Templates.EASY_BITS, ANY);
        issued(2, "next tip", Templates.EASY_BITS, ANY);
        Submission block = winning(job, 0);
        ShareAccounting accounting = new ShareAccounting();
        for (int i = 0; i < 5; i++) {
            accounting.count(null, knowing.check(session, block, true, NOW + 60_000), NOW);
        }
        assertThat(accounting.tally().blocks()).isEqualTo(1);
        assertThat(accounting.tally().rejected(ShareReject.STALE)).isEqualTo(5);
    }

    @Test
    void shortensAndCleansTheNameABlockIsShownUnder() {
        Job job = issued(1, "tip", Templates.EASY_BITS, ANY);
        Submission block = winning(job, 0);
        String name = "line\nbreak\u001b" + "x".repeat(5_000);
        check(new Submission(
                name, block.tag(), block.extranonce2(), block.ntime(), block.nonce(), block.versionBits()));
        assertThat(blocks.getFirst().worker()).startsWith("line_break_x").hasSize(WinningShare.WORKER_CHARS_MAX);
    }

    private ShareOutcome check(Submission submission) {
        return check.check(session, submission, true, NOW);
    }

    private static ShareReject rejectOf(ShareOutcome outcome) {
        assertThat(outcome).isInstanceOf(ShareOutcome.Rejected.class);
        return ((ShareOutcome.Rejected) outcome).reason();
    }

    private Job issued(long tag, String previous, int bits, double difficulty) {
        MiningTemplate template = MiningTemplate.of(Templates.of(200, previous, bits, 3));
        Job job = new Job(tag, template, true, NTIME, NOW, Templates.COINBASES);
        jobs.add(job);
        session.issue(job, difficulty, Target.fromDifficulty(difficulty), NOW);
        return job;
    }

    private static Submission submission(Job job) {
        return at(job, NTIME);
    }

    private static Submission at(Job job, int ntime) {
        return new Submission("w", job.tag(), 0, ntime, 0, 0);
    }

    /** Looks for a block among the nonces; the high half of {@code seed} is rolled into the version. */
    private Submission winning(Job job, long seed) {
        int versionBits = (int) (seed >>> 32);
        int version = job.version() | versionBits;
        byte[] extranonce = {1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, (byte) seed};
        PaidCoinbase paid = job.coinbaseFor(session.owner());
        HeaderHasher hasher = new HeaderHasher();
        for (int nonce = 0; ; nonce++) {
            byte[] hash = hasher.hash(
                    version,
                    job.previousHash(),
                    paid.withExtranonce(extranonce),
                    job.merkleBranch(),
                    NTIME,
                    job.bits(),
                    nonce);
            if (job.networkTarget().isMetBy(Hash256.of(hash))) {
                return new Submission("w", job.tag(), seed & 0xff, NTIME, nonce, versionBits);
            }
        }
    }
}
