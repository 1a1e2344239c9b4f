package org.vanta.verifier;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a proven transfer does: {@code VantaJournal} of {@code vanta_verifier.h}.
 *
 * @param smtRoot root of the commitment tree the inputs were proven against
 * @param inputCommitments commitments spent, at most four
 * @param nullifiers nullifiers revealed, at most four
 * @param commitments commitments created, at most four
 * @param valueBalance shielded value that becomes transparent, in the chain's smallest unit; negative for the other way
 */
public record Journal(
        Bytes32 smtRoot,
        List<Bytes32> inputCommitments,
        List<Bytes32> nullifiers,
        List<Bytes32> commitments,
        long valueBalance) {
    /** Length of a journal's image in bytes. */
    public static final int BYTES = 440;

    /** Slots for each of the three lists. */
    public static final int SLOTS = 4;

    private static final int INPUTS_OFFSET = 32;
    private static final int NULLIFIERS_OFFSET = 164;
    private static final int COMMITMENTS_OFFSET = 296;
    private static final int BALANCE_OFFSET = 432;

    /** Copies the lists. */
    public Journal {
        inputCommitments = List.copyOf(inputCommitments);
        nullifiers = List.copyOf(nullifiers);
        commitments = List.copyOf(commitments);
    }

    /** Reads an image the C library has checked and written, in the machine's byte order. */
    static Journal read(byte[] image) {
        ByteBuffer in = ByteBuffer.wrap(image).order(ByteOrder.nativeOrder());
        return new Journal(
                Bytes32.copyOf(image, 0),
                slots(in, INPUTS_OFFSET),
                slots(in, NULLIFIERS_OFFSET),
                slots(in, COMMITMENTS_OFFSET),
                in.getLong(BALANCE_OFFSET));
    }

    private static List<Bytes32> slots(ByteBuffer in, int offset) {
        return IntStream.range(0, in.getInt(offset))
                .mapToObj(i -> Bytes32.copyOf(in.array(), offset + Integer.BYTES + i * Bytes32.LENGTH))
                .toList();
    }
}
