package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.Templates;

class ShareBoundsTest {
    private static final long NOW = Templates.TIME * 1000;
    private static final OwnerKey OWNER = new OwnerKey(Sha256.hash(new byte[] {3}));

    @Test
    void knowsTheLastSharesOfAConnectionInBoundedRoom() {
        DuplicateFilter filter = new DuplicateFilter();
        int many = 10 * DuplicateFilter.GENERATION_MAX;
        for (long i = 0; i < many; i++) {
            assertThat(filter.add(spread(i), NOW)).isTrue();
        }
        for (int i = many - DuplicateFilter.GENERATION_MAX; i < many; i++) {
            assertThat(filter.add(spread(i), NOW)).isFalse();
        }
        assertThat(3 * filter.slots()).isLessThanOrEqualTo(4 * 2 * DuplicateFilter.GENERATION_MAX);
    }

    @Test
    void knowsAShareForAsLongAsItsJobIsAcceptedInRoomForThatTime() {
        DuplicateFilter filter = new DuplicateFilter();
        long pace = 10_000;
        long accepted = (JobStore.KEPT_MILLIS + JobFeed.REFRESH_MILLIS) / pace;
        for (long i = 0; i < 12 * 360; i++) {
            long now = NOW + i * pace;
            assertThat(filter.add(spread(i), now)).isTrue();
            assertThat(filter.add(spread(Math.max(0, i - accepted)), now)).isFalse();
            assertThat(filter.slots()).isLessThanOrEqualTo(2 * 128);
        }
    }

    @Test
    void knowsTenMinutesOfAsManySharesAsAFixedDifficultyMayBring() {
        DuplicateFilter filter = new DuplicateFilter();
        long pace = 100;
        long accepted = JobStore.KEPT_MILLIS / pace;
        for (long i = 0; i < 3 * accepted; i++) {
            assertThat(filter.add(spread(i), NOW + i * pace)).isTrue();
            assertThat(filter.add(spread(Math.max(0, i - accepted)), NOW + i * pace))
                    .isFalse();
        }
    }

    @Test
    void givesTheRoomBackThatAQuietMinerDoesNotNeed() {
        DuplicateFilter filter = new DuplicateFilter();
        for (long i = 0; i < DuplicateFilter.GENERATION_MAX; i++) {
            filter.add(spread(i), NOW);
        }
        long once = NOW + DuplicateFilter.GENERATION_MILLIS;
        filter.age(once);
        assertThat(filter.add(spread(0), once)).isFalse();
        filter.age(once + DuplicateFilter.GENERATION_MILLIS);
        assertThat(filter.slots()).isZero();
    }

    @Test
    void knowsSharesAgainThatItReadFromAFile() {
        DuplicateFilter filter = new DuplicateFilter();
        filter.add(1, NOW);
        filter.age(NOW + DuplicateFilter.GENERATION_MILLIS);
        filter.add(2, NOW + DuplicateFilter.GENERATION_MILLIS);
        ByteWriter out = new ByteWriter();
        filter.write(out);
        long later = NOW + 10 * DuplicateFilter.GENERATION_MILLIS;
        DuplicateFilter read = DuplicateFilter.read(new ByteReader(out.toBytes()));
        read.age(later);
        read.age(later + DuplicateFilter.GENERATION_MILLIS - 1);
        for (long known : new long[] {1, 2}) {
            assertThat(read.add(known, later)).isFalse();
        }
    }

    @Test
    void hadSharesAlthoughItKnowsThemNoLonger() {
        ShareSession session = new ShareSession(1, OWNER);
        assertThat(session.hasShares()).isFalse();
        assertThat(session.isNew(7, NOW)).isTrue();
        for (int i = 1; i <= 2; i++) {
            session.issue(ShareSamples.job(i), 1, Target.DIFFICULTY_1, NOW + i * DuplicateFilter.GENERATION_MILLIS);
        }
        assertThat(session.isNew(7, NOW)).isTrue();
        assertThat(session.hasShares()).isTrue();
    }

    @Test
    void holdsNothingBeforeTheFirstShare() {
        assertThat(new DuplicateFilter().slots()).isZero();
    }

    private static long spread(long i) {
        return i * 0x9e3779b97f4a7c15L;
    }

    @Test
    void remembersTheLastChangesOfDifficulty() {
        IssuedDifficulties issued = new IssuedDifficulties();
        int changes = 3 * IssuedDifficulties.CHANGES_MAX;
        for (int i = 1; i <= changes; i++) {
            issue(issued, 10L * i, i);
            issue(issued, 10L * i + 5, i);
        }
        for (int i = changes - IssuedDifficulties.CHANGES_MAX + 1; i <= changes; i++) {
            assertThat(issued.of(10L * i)).isEqualTo(i);
            assertThat(issued.of(10L * i + 5)).isEqualTo(i);
        }
        assertThat(issued.of(1)).isEqualTo(changes - IssuedDifficulties.CHANGES_MAX + 1);
    }

    @Test
    void takesJobsOutOfOrder() {
        IssuedDifficulties issued = new IssuedDifficulties();
        issue(issued, 10, 1);
        issue(issued, 30, 2);
        issue(issued, 20, 2);
        assertThat(issued.of(19)).isEqualTo(1);
        assertThat(issued.of(20)).isEqualTo(2);
    }

    private static void issue(IssuedDifficulties issued, long tag, double difficulty) {
        issued.issue(tag, difficulty, Target.fromDifficulty(difficulty), 0);
    }

    @Test
    void remembersAsManyJobsOfAConnectionsOwnAsCanComeInTenMinutes() {
        ShareSession session = new ShareSession(1, OWNER);
        int jobs = 2 * ShareSession.OWN_JOBS_MAX;
        for (int i = 0; i < jobs; i++) {
            session.issueOwn(ShareSamples.job(i), 1, Target.DIFFICULTY_1, NOW);
        }
        assertThat(session.ownJob(jobs - ShareSession.OWN_JOBS_MAX - 1, NOW)).isNull();
        assertThat(session.ownJob(jobs - ShareSession.OWN_JOBS_MAX, NOW)).isNotNull();
        assertThat(ShareSession.OWN_JOBS_MAX * ShareSession.OWN_JOB_MILLIS).isGreaterThan(JobStore.KEPT_MILLIS);
        long later = NOW + JobStore.KEPT_MILLIS + 1;
        session.issueOwn(ShareSamples.job(jobs), 1, Target.DIFFICULTY_1, later);
        assertThat(session.ownJobs()).hasSize(JobStore.KEPT_AT_LEAST);
        assertThat(session.ownJob(jobs - JobStore.KEPT_AT_LEAST, later))
                .as("forgotten with its age")
                .isNull();
        assertThat(session.ownJob(jobs, later)).isNotNull();
    }

    @Test
    void holdsNoJobOfAConnectionsOwnWhenTenMinutesOfJobsHavePassed() {
        ShareSession session = new ShareSession(1, OWNER);
        long made = Templates.TIME * 1000;
        session.issueOwn(ShareSamples.job(1), 1, Target.DIFFICULTY_1, made);
        long refresh = 30_000;
        long jobs = JobStore.KEPT_MILLIS / refresh;
        for (long i = 1; i <= jobs; i++) {
            session.issue(ShareSamples.job(1 + i), 1, Target.DIFFICULTY_1, made + i * refresh);
            assertThat(session.ownJobs()).as("ten minutes or less").hasSize(1);
        }
        session.issue(ShareSamples.job(2 + jobs), 1, Target.DIFFICULTY_1, made + (jobs + 1) * refresh);
        assertThat(session.ownJobs()).isEmpty();
    }

    @Test
    void keepsTheLastJobsHoweverOldAsTheStoreDoes() {
        ShareSession session = new ShareSession(1, OWNER);
        session.issueOwn(ShareSamples.job(1), 1, Target.DIFFICULTY_1, NOW);
        long later = NOW + 2 * JobStore.KEPT_MILLIS;
        for (int i = 2; i <= JobStore.KEPT_AT_LEAST; i++) {
            session.issue(ShareSamples.job(i), 1, Target.DIFFICULTY_1, later);
            assertThat(session.ownJobs()).hasSize(1);
        }
        session.issue(ShareSamples.job(JobStore.KEPT_AT_LEAST + 1), 1, Target.DIFFICULTY_1, later);
        assertThat(session.ownJobs()).isEmpty();
    }

    @Test
    void tellsTheHashRateWhenTheClockWasSetBack() {
        long start = Templates.TIME * 1000;
        HashRate rate = new HashRate(start);
        long minute = 60_000;
        long now = start;
        for (int i = 0; i < 120; i++) {
            now += minute / 6;
            rate.add(1, now);
        }
        double before = rate.rates(now).minute1();
        now -= 10 * 24 * 60 * minute;
        for (int i = 0; i < 120; i++) {
            now += minute / 6;
            rate.add(1, now);
        }
        Rates after = rate.rates(now);
        assertThat(after.minute1()).isCloseTo(before, Percentage.withPercentage(1));
        assertThat(after.day1()).as("known for the time it was there").isCloseTo(before, Percentage.withPercentage(10));
    }

    /** As on a board that learns the time once miners are there. */
    @Test
    void tellsTheHashRateWhenTheClockWasSetForwardByYears() {
        HashRate rate = new HashRate(0);
        long minute = 60_000;
        long now = minute;
        rate.add(1, now);
        now = Templates.TIME * 1000;
        for (int i = 0; i < 120; i++) {
            now += minute / 6;
            rate.add(1, now);
        }
        Rates after = rate.rates(now);
        double six = 6.0 / 60 * HashRate.HASHES_PER_DIFFICULTY;
        assertThat(after.minute1()).isCloseTo(six, Percentage.withPercentage(10));
        assertThat(after.hour1()).isCloseTo(six, Percentage.withPercentage(10));
        assertThat(after.day1()).isCloseTo(six, Percentage.withPercentage(10));
        assertThat(rate.rates(now + 365L * 24 * 60 * minute).day1())
                .as("long silent")
                .isZero();
    }

    @Test
    void namesTheFieldThatIsMalformed() {
        assertThatThrownBy(() -> Submission.parse("w", "1", "00", "1", "1", null))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage("extranonce2 needs 16 hex digits, got 2 characters");
        assertThatThrownBy(() -> Submission.parse("w", "1", "0".repeat(16), "1", "x1", null))
                .hasMessage("nonce is not hexadecimal");
        assertThatThrownBy(() -> Submission.parse("w", "", "0".repeat(16), "1", "1", null))
                .hasMessage("job id needs 1 to 16 hex digits, got 0 characters");
    }
}
