package org.vanta.appliance.store;

import java.time.Instant;
import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;

/**
 * A block found by one of our miners, and the note it pays.
 *
 * @param worker the name the miner gave, as shown to people
 * @param value of the note in the smallest unit
 * @param tag of the coinbase, from which the note's randomness is derived
 * @param block the serialized block, not to be modified; empty once it is settled
 * @param rejectWord the node's word if {@code state} is {@link CandidateState#REJECTED}, else empty
 */
public record Candidate(
        Hash256 blockHash,
        int height,
        Hash256 previousHash,
        Instant foundAt,
        String worker,
        OwnerKey owner,
        long value,
        long tag,
        byte[] block,
        EncryptedNote note,
        CandidateState state,
        String rejectWord) {

    /** A block that is about to be submitted. */
    public static Candidate found(
            Hash256 blockHash,
            int height,
            Hash256 previousHash,
            Instant foundAt,
            String worker,
            OwnerKey owner,
            long value,
            long tag,
            byte[] block,
            EncryptedNote note) {
        return new Candidate(
                blockHash,
                height,
                previousHash,
                foundAt,
                worker,
                owner,
                value,
                tag,
                block,
                note,
                CandidateState.SUBMITTING,
                "");
    }

    /** The same block further on; a settled one has no bytes. */
    Candidate to(CandidateState newState, String word) {
        return new Candidate(
                blockHash,
                height,
                previousHash,
                foundAt,
                worker,
                owner,
                value,
                tag,
                newState == CandidateState.SUBMITTING ? block : new byte[0],
                note,
                newState,
                word);
    }

    public Hash256 commitment() {
        return note.commitment();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Candidate that
                && blockHash.equals(that.blockHash)
                && state == that.state
                && rejectWord.equals(that.rejectWord)
                && Arrays.equals(block, that.block)
                && note.equals(that.note);
    }

    @Override
    public int hashCode() {
        return blockHash.hashCode();
    }

    @Override
    public String toString() {
        return "Candidate[" + blockHash.displayHex() + ", height=" + height + ", state=" + state + "]";
    }
}
