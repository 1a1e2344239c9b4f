package org.vanta.appliance.chain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.BitcoinLimits;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Script;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * The coinbase transaction that pays a note, in its serialization without witness, cut where the extranonce goes.
 *
 * <p>scriptSig: height (BIP 34), push of the tag (8 bytes little-endian), push of the extranonce, push of the pool mark. Outputs: the
 * witness-v2 commitment, its anchor, then the segwit commitment of the template if it has one. The whole stays within
 * {@value #BYTES_MAX} bytes and each half within {@value #HALF_BYTES_MAX}, the tightest buffers in the field's firmware.
 *
 * @param head everything before the extranonce (Stratum's coinb1)
 * @param tail everything after it (Stratum's coinb2)
 * @param extranonceBytes how many bytes belong between them
 */
public record ShieldedCoinbase(byte[] head, byte[] tail, int extranonceBytes) {
    public static final int BYTES_MAX = 255;
    public static final int HALF_BYTES_MAX = 191;
    public static final int TAG_BYTES = 8;
    private static final byte[] MARK = "/Vanta/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MARK_PUSH = Script.push(MARK);
    /** Where the tail holds the commitment: after the mark, sequence, count of outputs, value, script length, OP_2 and push. */
    private static final int OUTPUT_COMMITMENT_AT = MARK_PUSH.length + 4 + 1 + 8 + 1 + 2;
    /** And again in its anchor: after value, script length, OP_RETURN, push and kind. */
    private static final int ANCHOR_COMMITMENT_AT = OUTPUT_COMMITMENT_AT + Hash256.BYTES + 8 + 1 + 4;

    private static final int VERSION = 2;
    private static final int SEQUENCE = -1;

    /**
     * @param outputValue of the witness-v2 output: 0, or the full reward where validators want to see it
     * @param segwitCommitment the template's default_witness_commitment script, or null when it has none
     */
    public static ShieldedCoinbase of(
            int height,
            long tag,
            int extranonceBytes,
            Hash256 commitment,
            long outputValue,
            byte @Nullable [] segwitCommitment) {
        byte[] heightPush = Script.height(height);
        int scriptBytes = heightPush.length + 1 + TAG_BYTES + 1 + extranonceBytes + MARK_PUSH.length;
        if (scriptBytes > BitcoinLimits.COINBASE_SCRIPT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "extranonce of " + extranonceBytes + " bytes makes the scriptSig too long");
        }
        byte[] head = new ByteWriter(96)
                .i32(VERSION)
                .compactSize(1)
                .hash256(OutPoint.NULL.txid())
                .i32(OutPoint.NULL.index())
                .compactSize(scriptBytes)
                .bytes(heightPush)
                .u8(TAG_BYTES)
                .i64(tag)
                .u8(extranonceBytes)
                .toBytes();
        ByteWriter tail = new ByteWriter(192)
                .bytes(MARK_PUSH)
                .i32(SEQUENCE)
                .compactSize(segwitCommitment == null ? 2 : 3)
                .i64(outputValue)
                .lengthPrefixed(WitnessV2.script(commitment))
                .i64(0)
                .lengthPrefixed(new Anchor.Commitment(commitment).script());
        if (segwitCommitment != null) {
            tail.i64(0).lengthPrefixed(segwitCommitment);
        }
        return checked(new ShieldedCoinbase(head, tail.i32(0).toBytes(), extranonceBytes));
    }

    private static ShieldedCoinbase checked(ShieldedCoinbase coinbase) {
        int whole = coinbase.head.length + coinbase.extranonceBytes + coinbase.tail.length;
        if (whole > BYTES_MAX || coinbase.head.length > HALF_BYTES_MAX || coinbase.tail.length > HALF_BYTES_MAX) {
            throw new IllegalArgumentException("coinbase of " + whole + " bytes (" + coinbase.head.length + " + "
                    + coinbase.tail.length + "), at most " + BYTES_MAX + " and " + HALF_BYTES_MAX + " each half");
        }
        return coinbase;
    }

    /** The same coinbase for another note: shares the head, and its tail differs in 64 bytes. */
    public ShieldedCoinbase withCommitment(Hash256 commitment) {
        byte[] other = tail.clone();
        for (int at : commitmentsInTail()) {
            commitment.copyTo(other, at);
        }
        return new ShieldedCoinbase(head, other, extranonceBytes);
    }

    /** The offsets in the tail at which the 32 bytes of the commitment stand. */
    public static int[] commitmentsInTail() {
        return new int[] {OUTPUT_COMMITMENT_AT, ANCHOR_COMMITMENT_AT};
    }

    /** The transaction without witness for one extranonce. */
    public byte[] withExtranonce(byte[] extranonce) {
        if (extranonce.length != extranonceBytes) {
            throw new IllegalArgumentException(
                    "extranonce of " + extranonce.length + " bytes, expected " + extranonceBytes);
        }
        return new ByteWriter(BYTES_MAX)
                .bytes(head)
                .bytes(extranonce)
                .bytes(tail)
                .toBytes();
    }

    /** The tag of a coinbase scriptSig of this layout at this height, if it is one. */
    public static Optional<Long> tag(byte[] scriptSig, int height) {
        byte[] heightPush = Script.height(height);
        try {
            ByteReader in = new ByteReader(scriptSig);
            boolean ours = Arrays.equals(in.bytes(heightPush.length), heightPush) && in.u8() == TAG_BYTES;
            return ours ? Optional.of(in.i64()) : Optional.empty();
        } catch (MalformedBytesException e) {
            return Optional.empty();
        }
    }
}
