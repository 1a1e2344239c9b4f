package org.vanta.appliance.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.template.Templates;

class ShareBoundsTest {
    private static final OwnerKey OWNER = new OwnerKey(Sha256.hash(new byte[] {3}));

    @Test
    void knowsTheLastSharesOfAConnectionInBoundedRoom() {
        DuplicateFilter filter = new DuplicateFilter();
        int many = 10 * DuplicateFilter.GENERATION;
        for (long i = 0; i < many; i++) {
            assertThat(filter.add(spread(i))).isTrue();
        }
        for (int i = many - DuplicateFilter.GENERATION; i < many; i++) {
            assertThat(filter.add(spread(i))).isFalse();
        }
        assertThat(filter.slots()).isLessThanOrEqualTo(4 * DuplicateFilter.GENERATION);
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
        long now = Templates.TIME * 1000;
        for (int i = 0; i < jobs; i++) {
            session.issueOwn(ShareSamples.job(i), 1, Target.DIFFICULTY_1, now);
        }
        assertThat(session.ownJob(jobs - ShareSession.OWN_JOBS_MAX - 1)).isNull();
        assertThat(session.ownJob(jobs - ShareSession.OWN_JOBS_MAX)).isNotNull();
        assertThat(ShareSession.OWN_JOBS_MAX * ShareSession.OWN_JOB_MILLIS).isGreaterThan(JobStore.KEPT_MILLIS);
        session.issueOwn(ShareSamples.job(jobs), 1, Target.DIFFICULTY_1, now + JobStore.KEPT_MILLIS + 1);
        assertThat(session.ownJob(jobs - 1)).as("forgotten with its age").isNull();
        assertThat(session.ownJob(jobs)).isNotNull();
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
