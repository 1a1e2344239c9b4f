package org.vanta.appliance.share;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobStore;

/**
 * Judges one submit after another, for one thread. Whenever the job is known the header is hashed and tested against the network's target
 * first, and a winning share goes to the {@code Predicate} before anything is said about its standing.
 */
public final class ShareCheck {
    /** How long after a new tip the work before it still counts; a share's way takes time. */
    public static final long LATE_GRACE_MILLIS = 5_000;

    /** How far the header's time may run ahead of the job's; consensus allows 7,200 s ahead of the clock. */
    public static final int NTIME_AHEAD_MAX = 7_000;

    private final JobStore jobs;
    private final Predicate<WinningShare> winning;
    private final HeaderHasher hasher = new HeaderHasher();

    /** @param winning told of each block on the checking thread, must hand over and return; answers whether it is to count as found */
    public ShareCheck(JobStore jobs, Predicate<WinningShare> winning) {
        this.jobs = jobs;
        this.winning = winning;
    }

    /**
     * @param authorized whether the worker is known on this connection; if not, only a block counts
     * @param now by the clock that is never set, in milliseconds
     */
    public ShareOutcome check(ShareSession session, Submission submission, boolean authorized, long now) {
        Job job = session.ownJob(submission.tag(), now);
        if (job == null) {
            job = jobs.find(submission.tag());
        }
        if (job == null) {
            return new ShareOutcome.Rejected(ShareReject.JOB_NOT_FOUND, Optional.empty());
        }
        byte[] coinbase = session.coinbase(job, submission.extranonce2());
        byte[] hash = hash(job, coinbase, submission);
        WinningShare block = job.networkTarget().isMetBy(hash, 0)
                ? new WinningShare(
                        job,
                        session.owner(),
                        job.coinbaseFor(session.owner()),
                        hasher.header(),
                        coinbase.clone(),
                        submission.worker(),
                        Hash256.of(hash))
                : null;
        Optional<WinningShare> found = Optional.ofNullable(block).filter(winning);
        // A share is never harder to find than a block.
        double credit = block == null ? session.credit(job, hash, now) : session.difficultyOf(job);
        ShareReject reject = standing(session, submission, job, authorized, now, hash, credit);
        if (reject != null) {
            return new ShareOutcome.Rejected(reject, found);
        }
        double difficulty = Target.difficultyOf(hash, 0);
        return found.isPresent()
                ? new ShareOutcome.BlockFound(found.get(), credit, difficulty)
                : new ShareOutcome.Accepted(credit, difficulty);
    }

    private byte[] hash(Job job, byte[] coinbase, Submission submission) {
        int version = job.version() | (submission.versionBits() & Job.ROLLED_VERSION_BITS);
        return hasher.hash(
                version,
                job.previousHash(),
                coinbase,
                job.merkleBranch(),
                submission.ntime(),
                job.bits(),
                submission.nonce());
    }

    private @Nullable ShareReject standing(
            ShareSession session,
            Submission submission,
            Job job,
            boolean authorized,
            long now,
            byte[] hash,
            double credit) {
        if (!authorized) {
            return ShareReject.UNAUTHORIZED;
        }
        if ((submission.versionBits() & ~session.versionMask()) != 0) {
            return ShareReject.VERSION_BITS_NOT_ALLOWED;
        }
        long ntime = Integer.toUnsignedLong(submission.ntime());
        if (ntime < job.minTime() || ntime > Integer.toUnsignedLong(job.ntime()) + NTIME_AHEAD_MAX) {
            return ShareReject.NTIME_OUT_OF_RANGE;
        }
        if (!jobs.isTimely(job, now, LATE_GRACE_MILLIS)) {
            return ShareReject.STALE;
        }
        if (credit == 0) {
            return ShareReject.LOW_DIFFICULTY;
        }
        return session.isNew(fingerprint(hash), now) ? null : ShareReject.DUPLICATE;
    }

    /** The hash's low end: proof of work leaves it random. */
    private static long fingerprint(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong(0);
    }
}
