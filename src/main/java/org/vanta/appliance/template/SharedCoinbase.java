package org.vanta.appliance.template;

import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ShieldedCoinbase;
import org.vanta.appliance.note.Note;

/**
 * What the coinbases of one job share, whoever they pay: all but the commitment, which is zero here.
 *
 * @param tag the number in the scriptSig
 */
public record SharedCoinbase(long tag, ShieldedCoinbase coinbase) {
    /** What stands before the extranonce, not to be modified. */
    public byte[] head() {
        return coinbase.head();
    }

    /** What follows the extranonce, not to be modified. */
    public byte[] tail() {
        return coinbase.tail();
    }

    /** The offsets in the tail at which the {@value Hash256#BYTES} bytes of the commitment stand. */
    public static int[] commitmentsInTail() {
        return ShieldedCoinbase.commitmentsInTail();
    }

    /** The coinbase that pays {@code note}: shares the head, and its tail differs in the commitments. */
    public PaidCoinbase paying(Note note) {
        return new PaidCoinbase(note, tag, coinbase.withCommitment(note.commitment()));
    }
}
