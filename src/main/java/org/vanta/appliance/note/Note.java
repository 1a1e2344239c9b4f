package org.vanta.appliance.note;

import java.nio.charset.StandardCharsets;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * A note: an amount that belongs to a key. The chain holds only its {@link #commitment()}; whoever knows these four values can open it.
 *
 * @param value amount in base units, not negative (the whole supply fits in 63 bits)
 * @param owner the key that may spend it
 * @param asset asset type as u32, {@link #NATIVE} for the chain's own coin
 * @param randomness 32 bytes that hide the other three; drawn, or derived by {@link PoolSeed} for mining notes
 */
public record Note(long value, OwnerKey owner, int asset, Hash256 randomness) {
    /** The chain's own coin. */
    public static final int NATIVE = 0;

    static final int OWNER_IN_PREIMAGE = 8;
    static final int RANDOMNESS_IN_PREIMAGE = 44;

    private static final int PREIMAGE_BYTES = 76;
    private static final String COMMITMENT_DOMAIN = "Vanta/NoteCommitment/v1";

    /** @throws IllegalArgumentException if {@code value} is negative */
    public Note {
        if (value < 0) {
            throw new IllegalArgumentException("a note's value is not negative, got " + value);
        }
    }

    /** {@code SHA-256("Vanta/NoteCommitment/v1" || value u64 LE || owner 32 || asset u32 LE || randomness 32)}. */
    public Hash256 commitment() {
        return Sha256.withDomain(COMMITMENT_DOMAIN, preimage(value, owner.value(), asset, randomness));
    }

    /** What is hashed for the commitment, without the domain. */
    static byte[] preimage(long value, Hash256 owner, int asset, Hash256 randomness) {
        return new ByteWriter(PREIMAGE_BYTES)
                .i64(value)
                .hash256(owner)
                .i32(asset)
                .hash256(randomness)
                .toBytes();
    }

    /** What goes before the preimage. */
    static byte[] commitmentDomain() {
        return COMMITMENT_DOMAIN.getBytes(StandardCharsets.US_ASCII);
    }

    /** Without the randomness, which is the opening's secret. */
    @Override
    public String toString() {
        return "Note[value=" + value + ", owner=" + owner + ", asset=" + Integer.toUnsignedString(asset) + "]";
    }
}
