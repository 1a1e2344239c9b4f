package org.vanta.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.chain.Network;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.NodeState;
import org.vanta.appliance.note.MiningCommitments;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.note.PoolSeed;
import org.vanta.appliance.template.CoinbaseFactory;
import org.vanta.appliance.template.OutputValue;
import org.vanta.appliance.template.Templates;

class JobFeedTest {
    private final AtomicLong millis = new AtomicLong(Templates.TIME * 1000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final AtomicLong nanos = new AtomicLong();
    private final JobStore store = new JobStore(nanos::get);
    private final CoinbaseFactory coinbases =
            new CoinbaseFactory(Network.DEVNET, PoolSeed.ofBytes(new byte[32]), OutputValue.FULL);
    private final JobFeed feed = feed(store);
    private final List<Job> published = new ArrayList<>();
    private int workRanOut;

    JobFeedTest() {
        feed.add(new JobListener() {
            @Override
            public void newJob(Job job) {
                published.add(job);
            }

            @Override
            public void noWork() {
                workRanOut++;
            }
        });
    }

    private JobFeed feed(JobStore jobs) {
        return new JobFeed(
                jobs,
                new JobTags(millis.get()),
                coinbases,
                clock,
                nanos::get,
                JobFeed.REFRESH_MILLIS,
                JobFeed.TEMPLATE_MILLIS_MAX);
    }

    private void template(String previous) {
        feed.accept(Templates.of(200, previous, Templates.HARD_BITS, 2));
    }

    private void elapse(long time) {
        millis.addAndGet(time);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(time));
    }

    private void pass(long time) {
        elapse(time);
        feed.tick();
    }

    private void passConfirmed(long time) {
        elapse(time);
        feed.confirm(nodeOn("tip", Optional.empty()));
        feed.tick();
    }

    private static NodeState nodeOn(String block, Optional<String> failure) {
        ChainTip tip = new ChainTip(
                199, Templates.of(200, block, Templates.HARD_BITS, 2).previousHash());
        return new NodeState("node:1", true, Optional.of("devnet"), Optional.of(tip), 0, false, failure);
    }

    @Test
    void publishesATemplateOnAnotherBlockAtOnceAndClean() {
        template("tip");
        template("next tip");
        assertThat(published).hasSize(2).allMatch(Job::clean);
        assertThat(feed.current()).isSameAs(published.getLast());
    }

    @Test
    void pacesTemplatesOnTheSameBlock() {
        template("tip");
        template("tip");
        assertThat(published).hasSize(1);
        pass(JobFeed.REFRESH_MILLIS);
        assertThat(published).hasSize(2);
        assertThat(published.getLast().clean()).isFalse();
        elapse(JobFeed.REFRESH_MILLIS);
        template("tip");
        assertThat(published).hasSize(3);
    }

    @Test
    void takesNoNodeForSilentThatCouldNotBeAskedBeforeTheStart() {
        elapse(JobFeed.TEMPLATE_MILLIS_MAX + 1);
        feed.start();
        feed.tick();
        assertThat(feed.isExpired()).isFalse();
        pass(JobFeed.TEMPLATE_MILLIS_MAX + 1);
        assertThat(feed.isExpired()).isTrue();
        feed.close();
    }

    @Test
    void leavesNoMinerWithoutAJobForAMinute() {
        assertThat(JobFeed.REFRESH_MILLIS).isLessThan(55_000);
        template("tip");
        pass(JobFeed.REFRESH_MILLIS);
        Job again = published.getLast();
        assertThat(published).hasSize(2);
        assertThat(again.id()).isNotEqualTo(published.getFirst().id());
        assertThat(again.ntime()).isEqualTo(published.getFirst().ntime() + (int) (JobFeed.REFRESH_MILLIS / 1000));
        OwnerKey owner = new OwnerKey(Sha256.hash(new byte[] {1}));
        assertThat(again.coinbaseFor(owner).head())
                .as("no header of the first job comes again")
                .isNotEqualTo(published.getFirst().coinbaseFor(owner).head());
    }

    @Test
    void stopsWhenTheTemplateIsTooOldAndStartsCleanAfterwards() {
        template("tip");
        pass(JobFeed.TEMPLATE_MILLIS_MAX);
        assertThat(feed.isExpired()).isFalse();
        pass(1);
        pass(1000);
        assertThat(workRanOut).isEqualTo(1);
        assertThat(feed.current()).isNull();
        template("tip");
        assertThat(feed.isExpired()).isFalse();
        assertThat(published.getLast().clean()).isTrue();
    }

    @Test
    void goesOnWhileTheNodeConfirmsTheTemplate() {
        template("tip");
        for (int i = 0; i < 5; i++) {
            feed.confirm(nodeOn("tip", Optional.empty()));
            pass(JobFeed.TEMPLATE_MILLIS_MAX);
        }
        assertThat(workRanOut).isZero();
        assertThat(feed.current()).isNotNull();
    }

    @Test
    void startsCleanAgainWhenTheNodeStandsBehindTheTemplateThatWasTooOld() {
        template("tip");
        pass(JobFeed.TEMPLATE_MILLIS_MAX + 1);
        feed.confirm(nodeOn("tip", Optional.of("no peers")));
        feed.confirm(nodeOn("next tip", Optional.empty()));
        assertThat(feed.current()).isNull();
        feed.confirm(nodeOn("tip", Optional.empty()));
        assertThat(feed.current()).isSameAs(published.getLast());
        assertThat(published).hasSize(2).allMatch(Job::clean);
        pass(JobFeed.TEMPLATE_MILLIS_MAX);
        assertThat(workRanOut).as("its age counts from the confirmation").isEqualTo(1);
    }

    @Test
    void takesTheNodesTimeWhereItsOwnClockIsHoursAhead() {
        elapse(1000 * JobFeed.AHEAD_SECONDS_MAX);
        template("tip");
        assertThat(published.getLast().ntime()).as("may be true").isEqualTo(seconds(JobFeed.AHEAD_SECONDS_MAX));
        millis.addAndGet(1000);
        template("next tip");
        assertThat(published.getLast().ntime()).isEqualTo(seconds(0));
        pass(JobFeed.REFRESH_MILLIS);
        assertThat(published.getLast().ntime()).as("goes on").isEqualTo(seconds(JobFeed.REFRESH_MILLIS / 1000));
        assertThat(feed.reissue(published.getFirst()).ntime())
                .isEqualTo(published.getLast().ntime());
    }

    private static int seconds(long after) {
        return (int) (Templates.TIME + after);
    }

    @Test
    void confirmsNothingBeforeTheFirstTemplate() {
        pass(JobFeed.TEMPLATE_MILLIS_MAX + 1);
        feed.confirm(nodeOn("tip", Optional.empty()));
        assertThat(feed.isExpired()).isTrue();
    }

    @Test
    void runsOutOfNoWorkWhenTheClockIsSet() {
        template("tip");
        millis.addAndGet(Duration.ofDays(20_000).toMillis());
        feed.tick();
        assertThat(feed.current()).isNotNull();
        assertThat(published).hasSize(1);
        millis.addAndGet(-Duration.ofDays(30_000).toMillis());
        pass(JobFeed.REFRESH_MILLIS);
        assertThat(published).as("the pace goes on").hasSize(2);
    }

    @Test
    void forgetsAndKeepsJobsHoweverTheClockIsSet() {
        template("tip");
        Job first = published.getFirst();
        for (int i = 0; i < JobStore.KEPT_AT_LEAST; i++) {
            millis.addAndGet(Duration.ofDays(1000).toMillis());
            passConfirmed(JobFeed.REFRESH_MILLIS);
        }
        assertThat(store.find(first.tag())).as("a step forward").isSameAs(first);
        millis.addAndGet(-Duration.ofDays(4000).toMillis());
        while (store.find(first.tag()) != null) {
            passConfirmed(JobFeed.REFRESH_MILLIS);
        }
        assertThat(published).hasSize((int) (JobStore.KEPT_MILLIS / JobFeed.REFRESH_MILLIS) + 2);
    }

    @Test
    void makesHigherTagsThanThoseOfAStartWhoseClockWasAhead() {
        template("tip");
        JobStore kept = new JobStore(nanos::get);
        kept.restore(published);
        millis.addAndGet(-Duration.ofDays(1000).toMillis());
        try (JobFeed after = feed(kept)) {
            after.start();
            after.accept(Templates.of(200, "tip", Templates.HARD_BITS, 2));
            Job job = Objects.requireNonNull(after.current());
            assertThat(Long.compareUnsigned(job.tag(), published.getLast().tag()))
                    .isPositive();
            assertThat(kept.find(published.getLast().tag())).isSameAs(published.getLast());
        }
    }

    @Test
    void startsTwiceInOneMillisecondAtDifferentTags() {
        Set<Long> first = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            long tag = JobTags.anywhereIn(1_000).next();
            assertThat(tag)
                    .isBetween(
                            new JobTags(1_000).next(), new JobTags(1_001).next() / 2 + new JobTags(1_000).next() / 2);
            first.add(tag);
        }
        assertThat(first).hasSizeGreaterThan(90);
    }

    @Test
    void remembersJobsForTenMinutesButNeverFewerThanThree() {
        template("tip");
        Job first = published.getFirst();
        passConfirmed(JobStore.KEPT_MILLIS);
        passConfirmed(JobStore.KEPT_MILLIS);
        assertThat(store.find(first.tag())).as("one of the last three").isSameAs(first);
        passConfirmed(JobFeed.REFRESH_MILLIS);
        assertThat(store.find(first.tag())).isNull();
        assertThat(store.size()).isEqualTo(JobStore.KEPT_AT_LEAST);
    }

    @Test
    void neverHoldsMoreJobsThanItsBound() {
        for (int i = 0; i < JobStore.KEPT_AT_MOST + 10; i++) {
            template(i % 2 == 0 ? "tip" : "other tip");
        }
        assertThat(store.size()).isEqualTo(JobStore.KEPT_AT_MOST);
    }

    @Test
    void knowsForHowLongAJobHasBeenLate() {
        template("tip");
        Job job = published.getFirst();
        elapse(10);
        template("next tip");
        long since = TimeUnit.NANOSECONDS.toMillis(nanos.get());
        assertThat(store.isTimely(job, since + 5000, 5000)).isTrue();
        assertThat(store.isTimely(job, since + 5001, 5000)).isFalse();
        template("tip");
        assertThat(store.isTimely(job, since + 60_000, 5000))
                .as("its block is the tip again")
                .isTrue();
    }

    @Test
    void leavesNobodyWaitingForANodeThatNeverGivesATemplate() {
        pass(JobFeed.TEMPLATE_MILLIS_MAX);
        assertThat(feed.isExpired()).isFalse();
        pass(1);
        assertThat(feed.isExpired()).isTrue();
        assertThat(workRanOut).isEqualTo(1);
        template("tip");
        assertThat(feed.isExpired()).isFalse();
        assertThat(published).singleElement().matches(Job::clean);
    }

    @Test
    void makesTheSameCoinbaseForAnOwnerEachTime() {
        template("tip");
        Job job = published.getFirst();
        assertThat(job.coinbaseFor(owner(1)).tail())
                .isEqualTo(job.coinbaseFor(owner(1)).tail());
        MiningCommitments commitments = job.commitments();
        for (int i = 1; i <= 3; i++) {
            byte[] commitment = new byte[Hash256.BYTES];
            commitments.write(owner(i), commitment, 0);
            assertThat(job.coinbaseFor(owner(i)).note().commitment()).isEqualTo(Hash256.of(commitment));
        }
        assertThat(job.coinbaseFor(owner(2)).tail())
                .isNotEqualTo(job.coinbaseFor(owner(1)).tail());
        assertThat(job.coinbaseFor(owner(2)).head())
                .as("shared by all owners")
                .isSameAs(job.coinbaseFor(owner(1)).head());
    }

    @Test
    void staysOnTheLastGoodTemplateWhenThereIsNoCoinbaseForANewOne() {
        template("tip");
        BlockTemplate good = Templates.of(201, "next tip", Templates.HARD_BITS, 2);
        BlockTemplate tooLong = new BlockTemplate(
                good.version(),
                good.previousHash(),
                good.height(),
                good.coinbaseValue(),
                good.bits(),
                good.target(),
                good.minTime(),
                good.currentTime(),
                Optional.of(new byte[80]),
                good.transactions(),
                good.longPollId());
        assertThatThrownBy(() -> feed.accept(tooLong)).isInstanceOf(IllegalArgumentException.class);
        pass(JobFeed.REFRESH_MILLIS);
        assertThat(published).hasSize(2).allMatch(job -> job.height() == 200);
    }

    private static OwnerKey owner(int number) {
        return new OwnerKey(Sha256.hash(new ByteWriter(4).i32(number).toBytes()));
    }

    @Test
    void neverRepeatsATagEvenAfterARestart() {
        JobTags before = new JobTags(1_790_000_000_000L);
        long last = 0;
        for (int i = 0; i < 1000; i++) {
            last = before.next();
        }
        assertThat(new JobTags(1_790_000_000_001L).next()).isGreaterThan(last);
    }

    @Test
    void leasesNoExtranonceTwiceAtATime() {
        Extranonces extranonces = new Extranonces(-1);
        Set<Integer> leased = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(leased.add(extranonces.lease())).isTrue();
        }
        extranonces.release(-1);
        assertThat(extranonces.lease()).as("not at once the one given back").isEqualTo(999);
        assertThat(extranonces.leased()).isEqualTo(1000);
    }
}
