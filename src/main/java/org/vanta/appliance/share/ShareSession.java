package org.vanta.appliance.share;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.job.Job;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.note.OwnerKey;

/**
 * What one connection's shares are judged against. Is given the time, in milliseconds of a clock that is never set: by the time of day a board that
 * learns it would forget the connection's own jobs, and with them a block. For one thread.
 */
public final class ShareSession {
    /** A connection gets jobs of its own at most this often; see {@link org.vanta.appliance.job.JobFeed#reissue}. */
    public static final long OWN_JOB_MILLIS = 10_000;

    /** As many as can come while the store keeps a job. */
    static final int OWN_JOBS_MAX = (int) (JobStore.KEPT_MILLIS / OWN_JOB_MILLIS) + 1;

    /** @param number how many jobs were issued with it, the last of them at {@code since} */
    private record OwnJob(Job job, int number, long since) {}

    private final int extranonce1;
    private final OwnerKey owner;
    private final IssuedDifficulties difficulties;
    private final DuplicateFilter duplicates;
    private @Nullable Deque<OwnJob> ownJobs;
    private int issued;
    private @Nullable CoinbaseInHand coinbase;
    private int versionMask;
    private boolean hadShares;

    /**
     * @param extranonce1 its 4 bytes, the first as the most significant
     * @param owner whom the coinbases of this connection pay
     */
    public ShareSession(int extranonce1, OwnerKey owner) {
        this(extranonce1, owner, new IssuedDifficulties(), new DuplicateFilter());
    }

    private ShareSession(int extranonce1, OwnerKey owner, IssuedDifficulties difficulties, DuplicateFilter duplicates) {
        this.extranonce1 = extranonce1;
        this.owner = owner;
        this.difficulties = difficulties;
        this.duplicates = duplicates;
        this.hadShares = !duplicates.isEmpty();
    }

    /** Whether it ever had a share accepted, as far as it is known: not whether before a restart and long ago. */
    public boolean hasShares() {
        return hadShares;
    }

    /** The jobs the store does not know. */
    public List<Job> ownJobs() {
        return ownJobs == null ? List.of() : ownJobs.stream().map(OwnJob::job).toList();
    }

    /**
     * All but the jobs, as {@link #read} takes it; a job must have been issued.
     *
     * @param epochMillis what to add to the clock that is never set to have the time of day
     */
    public void write(ByteWriter out, long epochMillis) {
        out.i32(extranonce1).hash256(owner.value()).i32(versionMask);
        difficulties.write(out, epochMillis);
        duplicates.write(out);
    }

    /**
     * @param epochMillis as for {@link #write}, by the clock of this process
     * @throws MalformedBytesException if it is not what {@link #write} writes
     */
    public static ShareSession read(ByteReader in, long epochMillis) {
        int extranonce1 = in.i32();
        OwnerKey owner = new OwnerKey(in.hash256());
        int mask = in.i32();
        ShareSession session = new ShareSession(
                extranonce1, owner, IssuedDifficulties.read(in, epochMillis), DuplicateFilter.read(in));
        session.versionMask = mask;
        return session;
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

    public int versionMask() {
        return versionMask;
    }

    /**
     * A job goes out to the miner.
     *
     * @param difficulty what its shares are to reach, and {@code target} the same as a target
     */
    public void issue(Job job, double difficulty, Target target, long now) {
        issued++;
        difficulties.issue(job.tag(), difficulty, target, now);
        duplicates.age(now);
        forgetOwnJobs(now);
    }

    /** As {@link #issue}, for a job the store does not know. */
    public void issueOwn(Job job, double difficulty, Target target, long now) {
        issue(job, difficulty, target, now);
        if (ownJobs == null) {
            ownJobs = new ArrayDeque<>(1);
        }
        if (ownJobs.size() == OWN_JOBS_MAX) {
            ownJobs.removeFirst();
        }
        ownJobs.addLast(new OwnJob(job, issued, now));
    }

    /** A job holds its template, and with it a block's transactions. */
    private void forgetOwnJobs(long now) {
        if (ownJobs != null) {
            while (!ownJobs.isEmpty() && isForgotten(ownJobs.getFirst(), now)) {
                ownJobs.removeFirst();
            }
            if (ownJobs.isEmpty()) {
                ownJobs = null;
            }
        }
    }

    /** The rule of the {@link JobStore}, on the jobs of this connection. */
    private boolean isForgotten(OwnJob own, long now) {
        return now - own.since() > JobStore.KEPT_MILLIS && issued - own.number() >= JobStore.KEPT_AT_LEAST;
    }

    @Nullable
    Job ownJob(long tag, long now) {
        if (ownJobs != null) {
            for (OwnJob own : ownJobs) {
                if (own.job().tag() == tag) {
                    return isForgotten(own, now) ? null : own.job();
                }
            }
        }
        return null;
    }

    double difficultyOf(Job job) {
        return difficulties.of(job.tag());
    }

    /** What a share with this hash counts for, 0 if it is too easy. */
    double credit(Job job, byte[] hash, long now) {
        return difficulties.credit(job.tag(), hash, now);
    }

    boolean isNew(long fingerprint, long now) {
        boolean isNew = duplicates.add(fingerprint, now);
        hadShares |= isNew;
        return isNew;
    }
}
