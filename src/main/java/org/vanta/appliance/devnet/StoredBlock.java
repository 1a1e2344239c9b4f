package org.vanta.appliance.devnet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;

/** A block of the devnet, on the active chain or beside it. Guarded by the chain's lock. */
final class StoredBlock {
    /** Times of this many blocks give the median that a header must exceed. */
    private static final int MEDIAN_SPAN = 11;

    final Block block;
    final Hash256 hash;
    final @Nullable StoredBlock parent;
    final int height;
    /** In the order of arrival: of equal work, the first seen stays active. */
    final long arrival;
    /** Outputs its transactions spent, while it is on the active chain. */
    final Map<OutPoint, TxOutput> spent = new HashMap<>();

    boolean invalid;

    StoredBlock(Block block, Hash256 hash, @Nullable StoredBlock parent, long arrival) {
        this.block = block;
        this.hash = hash;
        this.parent = parent;
        this.height = parent == null ? 0 : parent.height + 1;
        this.arrival = arrival;
    }

    long time() {
        return Integer.toUnsignedLong(block.header().time());
    }

    /** Median time of the last {@value #MEDIAN_SPAN} blocks up to this one (BIP 113). */
    long medianTime() {
        long[] times = new long[Math.min(MEDIAN_SPAN, height + 1)];
        StoredBlock at = this;
        for (int i = 0; i < times.length && at != null; i++) {
            times[i] = at.time();
            at = at.parent;
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
