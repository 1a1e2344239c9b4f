package org.vanta.appliance.share;

import java.util.concurrent.atomic.LongAdder;

/** All submits since the start, by what they came to, whoever sent them. Thread-safe. */
public final class ShareTally {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder blocks = new LongAdder();
    private final LongAdder[] rejected = new LongAdder[ShareReject.values().length];

    ShareTally() {
        for (int i = 0; i < rejected.length; i++) {
            rejected[i] = new LongAdder();
        }
    }

    void count(ShareOutcome outcome) {
        if (outcome.winningShare().isPresent()) {
            blocks.increment();
        }
        if (outcome instanceof ShareOutcome.Rejected(ShareReject reason, var _)) {
            count(reason);
        } else {
            accepted.increment();
        }
    }

    void count(ShareReject reason) {
        rejected[reason.ordinal()].increment();
    }

    public long accepted() {
        return accepted.sum();
    }

    public long rejected(ShareReject reason) {
        return rejected[reason.ordinal()].sum();
    }

    /** Hashes that met the network's target, each once, whether or not the chain took them. */
    public long blocks() {
        return blocks.sum();
    }
}
