package org.vanta.appliance.share;

import org.vanta.appliance.bitcoin.Target;

/**
 * The target each job was issued with on one connection, kept as changes by job tag: a share is judged by the difficulty of its job, not by
 * the one set since. Remembers the last {@value #CHANGES_MAX} changes; older jobs are judged by the oldest of them. For one thread.
 */
final class IssuedDifficulties {
    static final int CHANGES_MAX = 16;

    private final long[] fromTag = new long[CHANGES_MAX];
    private final Target[] targets = new Target[CHANGES_MAX];
    private int size;

    void issue(long tag, Target target) {
        int at = indexOf(tag);
        if (at >= 0 && targets[at].equals(target)) {
            return;
        }
        if (size == CHANGES_MAX) {
            System.arraycopy(fromTag, 1, fromTag, 0, size - 1);
            System.arraycopy(targets, 1, targets, 0, size - 1);
            size--;
            at = indexOf(tag);
        }
        int insertion = at + 1;
        System.arraycopy(fromTag, insertion, fromTag, insertion + 1, size - insertion);
        System.arraycopy(targets, insertion, targets, insertion + 1, size - insertion);
        fromTag[insertion] = tag;
        targets[insertion] = target;
        size++;
    }

    /** The target of the job; for one older than all changes remembered, the oldest of them. */
    Target of(long tag) {
        if (size == 0) {
            throw new IllegalStateException("no job was issued yet");
        }
        return targets[Math.max(indexOf(tag), 0)];
    }

    /** The last change at or before {@code tag}, or -1. */
    private int indexOf(long tag) {
        int at = size - 1;
        while (at >= 0 && Long.compareUnsigned(fromTag[at], tag) > 0) {
            at--;
        }
        return at;
    }
}
