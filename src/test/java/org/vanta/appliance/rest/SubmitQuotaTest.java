package org.vanta.appliance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** Goal: one source can't fill the inbox, and none pays for another. Method: a clock that the test moves. */
class SubmitQuotaTest {
    private static final Hash256 COMMITMENT = Sha256.hash(new byte[] {1});

    private long now;

    private SubmitQuota quota(int submits, int pending) {
        return new SubmitQuota(
                new InboxConfig() {
                    @Override
                    public int submitsPerMinute() {
                        return submits;
                    }

                    @Override
                    public int pendingPerDay() {
                        return pending;
                    }
                },
                () -> now);
    }

    @Test
    void tellsASourceWhenItMayCallAgain() {
        SubmitQuota quota = quota(2, 0);
        assertThat(quota.call("a")).isZero();
        assertThat(quota.call("a")).isZero();
        assertThat(quota.call("a")).isEqualTo(30);
        assertThat(quota.call("b")).as("another source").isZero();
        now += Duration.ofSeconds(30).toNanos();
        assertThat(quota.call("a")).isZero();
    }

    @Test
    void boundsNotesWithoutABlockByTheDay() {
        SubmitQuota quota = quota(0, 1);
        assertThat(quota.call("a")).isZero();
        quota.stored("a", COMMITMENT, false);
        assertThat(quota.call("a")).as("an anchored note costs nothing").isZero();
        quota.stored("a", COMMITMENT, true);
        assertThat(quota.call("a")).isEqualTo((int) Duration.ofDays(1).toSeconds());
    }

    @Test
    void leavesSlotsOfACommitmentToOtherSources() {
        SubmitQuota quota = quota(0, 0);
        for (int i = 0; i < SubmitQuota.ENVELOPES_OF_ONE_SOURCE_MAX; i++) {
            quota.call("a");
            assertThat(quota.mayBring("a", COMMITMENT)).isTrue();
            quota.stored("a", COMMITMENT, true);
        }
        assertThat(quota.mayBring("a", COMMITMENT)).isFalse();
        assertThat(quota.mayBring("b", COMMITMENT)).isTrue();
    }

    @Test
    void forgetsTheSourcesHeardOfLeastLately() {
        SubmitQuota quota = quota(1, 0);
        quota.call("first");
        for (int i = 0; i < SubmitQuota.REMEMBERED_MAX; i++) {
            quota.call("other " + i);
        }
        assertThat(quota.call("first")).isZero();
    }

    @Test
    void takesAHouseholdOfIpv6AsOneSource() {
        assertThat(Source.of("2001:db8::1"))
                .isEqualTo(Source.of("2001:db8::ffff"))
                .isNotEqualTo(Source.of("2001:db8:0:1::1"));
        assertThat(Source.of("192.0.2.1")).isNotEqualTo(Source.of("192.0.2.2"));
    }
}
