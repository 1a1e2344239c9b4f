package org.vanta.appliance.chain;

import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * What a proven transfer does: the 440 bytes of VantaJournal, little-endian ({@code vanta_verifier.h}).
 *
 * @param smtRoot root of the commitment tree the inputs were proven against
 * @param inputCommitments commitments spent, at most four
 * @param nullifiers nullifiers revealed, at most four
 * @param commitments commitments created, at most four
 * @param valueBalance shielded value that becomes transparent, in the chain's smallest unit; negative for the other way
 */
public record TransferJournal(
        Hash256 smtRoot,
        List<Hash256> inputCommitments,
        List<Hash256> nullifiers,
        List<Hash256> commitments,
        long valueBalance) {
    /** Length of the image. */
    public static final int BYTES = 440;

    private static final int SLOTS = 4;

    public TransferJournal {
        inputCommitments = List.copyOf(inputCommitments);
        nullifiers = List.copyOf(nullifiers);
        commitments = List.copyOf(commitments);
    }

    /**
     * Reads an image by the verifier's own rules.
     *
     * @throws MalformedBytesException if it has another length, a count is above four, or an unused slot or the padding is not zero
     */
    public static TransferJournal parse(byte[] image) {
        ByteReader in = new ByteReader(image);
        Hash256 smtRoot = in.hash256();
        List<Hash256> inputs = slots(in);
        List<Hash256> nullifiers = slots(in);
        List<Hash256> commitments = slots(in);
        if (in.i32() != 0) {
            throw new MalformedBytesException("the journal's padding is not zero");
        }
        long valueBalance = in.i64();
        in.expectEnd();
        return new TransferJournal(smtRoot, inputs, nullifiers, commitments, valueBalance);
    }

    private static List<Hash256> slots(ByteReader in) {
        long count = in.u32();
        if (count > SLOTS) {
            throw new MalformedBytesException("a count in the journal is above four: " + count);
        }
        List<Hash256> used = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            Hash256 slot = in.hash256();
            if (i < count) {
                used.add(slot);
            } else if (!slot.equals(Hash256.ZERO)) {
                throw new MalformedBytesException("an unused slot of the journal is not zero");
            }
        }
        return used;
    }
}
