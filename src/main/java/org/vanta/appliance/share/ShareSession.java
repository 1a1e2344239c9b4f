package org.vanta.appliance.share;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.note.OwnerKey;

/** What one connection's shares are judged against. For one thread. */
public final class ShareSession {
    /** Jobs of the connection's own that are remembered; see {@link org.vanta.appliance.job.JobFeed#reissue}. */
    public static final int OWN_JOBS_MAX = 4;

    private final int extranonce1;
    private final OwnerKey owner;
    private final IssuedDifficulties difficulties = new IssuedDifficulties();
    private final DuplicateFilter duplicates = new DuplicateFilter();
    private @Nullable Deque<Job> ownJobs;
    private @Nullable CoinbaseInHand coinbase;
    private int versionMask;

    /**
     * @param extranonce1 its 4 bytes, the first as the most significant
     * @param owner whom the coinbases of this connection pay
     */
    public ShareSession(int extranonce1, OwnerKey owner) {
        this.extranonce1 = extranonce1;
        this.owner = owner;
    }

    public OwnerKey owner() {
        return owner;
    }

    /** The connection's coinbase for a submit, without witness, valid until the next call. */
    byte[] coinbase(Job job, long extranonce2) {
        if (coinbase == null || !coinbase.isOf(job)) {
            coinbase = new CoinbaseInHand(job, owner, extranonce1);
        }
        return coinbase.withExtranonce2(extranonce2);
    }

    /** The version bits this miner may roll, 0 until it asked to. */
    public void allowVersionBits(int mask) {
        versionMask = mask;
    }

    int versionMask() {
        return versionMask;
    }

    /** A job goes out to the miner, its shares to meet {@code target}. */
    public void issue(Job job, Target target) {
        difficulties.issue(job.tag(), target);
    }

    /** As {@link #issue}, for a job the store does not know. */
    public void issueOwn(Job job, Target target) {
        if (ownJobs == null) {
            ownJobs = new ArrayDeque<>(OWN_JOBS_MAX);
        }
        if (ownJobs.size() == OWN_JOBS_MAX) {
            ownJobs.removeFirst();
        }
        ownJobs.addLast(job);
        issue(job, target);
    }

    @Nullable
    Job ownJob(long tag) {
        if (ownJobs != null) {
            for (Job job : ownJobs) {
                if (job.tag() == tag) {
                    return job;
                }
            }
        }
        return null;
    }

    Target targetOf(Job job) {
        return difficulties.of(job.tag());
    }

    boolean isNew(long fingerprint) {
        return duplicates.add(fingerprint);
    }
}
