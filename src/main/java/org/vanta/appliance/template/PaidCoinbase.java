package org.vanta.appliance.template;

import org.vanta.appliance.chain.ShieldedCoinbase;
import org.vanta.appliance.note.Note;

/**
 * A coinbase and the note it pays. Nothing of it leaves the appliance before a block with it is accepted, except the coinbase's bytes.
 *
 * @param note what the owner receives
 * @param tag the number in the scriptSig from which, with the pool's seed and the block, the note can be derived again
 */
public record PaidCoinbase(Note note, long tag, ShieldedCoinbase coinbase) {
    /** The serialization without witness before the extranonce (Stratum's coinb1), not to be modified. */
    public byte[] head() {
        return coinbase.head();
    }

    /** What follows the extranonce (Stratum's coinb2), not to be modified. */
    public byte[] tail() {
        return coinbase.tail();
    }

    /** The transaction without witness for one extranonce. */
    public byte[] withExtranonce(byte[] extranonce) {
        return coinbase.withExtranonce(extranonce);
    }
}
