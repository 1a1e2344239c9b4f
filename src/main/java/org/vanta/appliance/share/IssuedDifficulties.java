package org.vanta.appliance.share;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * The difficulty each job was issued with on one connection, kept as changes by job tag: a share is judged by the difficulty of its job, not
 * by the one set since. For a minute after a change the difficulty on its other side does too, since firmware takes a new one a job early or
 * late. Remembers the last {@value #CHANGES_MAX} changes; older jobs are judged by the oldest of them. Is given the time, in
 * milliseconds of a clock that is never set. For one thread.
 */
final class IssuedDifficulties {
    static final int CHANGES_MAX = 16;

    /** Longer than two jobs of a quiet chain lie apart. */
    static final long GRACE_MILLIS = 60_000;

    private static final int CHANGES_USUAL = 2;

    private record Change(long fromTag, double difficulty, Target target, long millis) {}

    private @Nullable Change[] changes = new Change[CHANGES_USUAL];
    private int size;

    void issue(long tag, double difficulty, Target target, long now) {
        int at = indexOf(tag);
        if (at >= 0 && change(at).difficulty() == difficulty) {
            return;
        }
        if (size == CHANGES_MAX) {
            System.arraycopy(changes, 1, changes, 0, size - 1);
            size--;
            at = indexOf(tag);
        } else if (size == changes.length) {
            changes = Arrays.copyOf(changes, 2 * size);
        }
        int insertion = at + 1;
        System.arraycopy(changes, insertion, changes, insertion + 1, size - insertion);
        changes[insertion] = new Change(tag, difficulty, target, now);
        size++;
    }

    /** @param epochMillis what to add to the clock that is never set to have the time of day */
    void write(ByteWriter out, long epochMillis) {
        out.compactSize(size);
        for (int i = 0; i < size; i++) {
            Change change = change(i);
            out.i64(change.fromTag())
                    .i64(Double.doubleToLongBits(change.difficulty()))
                    .i64(change.millis() + epochMillis);
        }
    }

    /** @param epochMillis as for {@link #write}, by the clock of this process */
    static IssuedDifficulties read(ByteReader in, long epochMillis) {
        IssuedDifficulties issued = new IssuedDifficulties();
        int count = in.compactSize(CHANGES_MAX);
        for (int i = 0; i < count; i++) {
            long tag = in.i64();
            double difficulty = ShareDifficulty.read(in);
            issued.issue(tag, difficulty, Target.fromDifficulty(difficulty), in.i64() - epochMillis);
        }
        if (issued.size == 0) {
            throw new MalformedBytesException("a session without a job");
        }
        return issued;
    }

    /** The difficulty the job asked for. */
    double of(long tag) {
        return change(changeOf(tag)).difficulty();
    }

    /**
     * The difficulty a share of the job counts for.
     *
     * @param hash in internal order
     * @return 0 if the hash meets neither the job's nor a neighbouring one in time
     */
    double credit(long tag, byte[] hash, long now) {
        int at = changeOf(tag);
        Change own = change(at);
        if (own.target().isMetBy(hash, 0)) {
            return own.difficulty();
        }
        if (at + 1 < size
                && isInGrace(change(at + 1), now)
                && change(at + 1).target().isMetBy(hash, 0)) {
            return change(at + 1).difficulty();
        }
        if (at > 0 && isInGrace(own, now) && change(at - 1).target().isMetBy(hash, 0)) {
            return change(at - 1).difficulty();
        }
        return 0;
    }

    private static boolean isInGrace(Change change, long now) {
        return now - change.millis() <= GRACE_MILLIS;
    }

    private int changeOf(long tag) {
        if (size == 0) {
            throw new IllegalStateException("no job was issued yet");
        }
        return Math.max(indexOf(tag), 0);
    }

    private Change change(int at) {
        Change change = changes[at];
        if (change == null) {
            throw new IllegalStateException("no change " + at + " of " + size);
        }
        return change;
    }

    /** The last change at or before {@code tag}, or -1. */
    private int indexOf(long tag) {
        int at = size - 1;
        while (at >= 0 && Long.compareUnsigned(change(at).fromTag(), tag) > 0) {
            at--;
        }
        return at;
    }
}
