package org.vanta.appliance.chain;

import java.util.Optional;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * The frame in which a spend carries its proof: {@code system u8 || 440 u32 || n u32 || public values 440 || proof n}, little-endian
 * ({@code vanta_verifier.h}). This only takes it apart; whether it proves anything is for the verifier to say.
 *
 * @param publicValues the image of a {@link TransferJournal}, not to be modified
 * @param proof as the SP1 SDK's {@code bytes()} gives it, not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
public record ProofEnvelope(ProofSystem system, byte[] publicValues, byte[] proof) {
    /** The longest proof: PLONK of circuit v6. */
    public static final int PROOF_BYTES_MAX = 964;

    public static final int BYTES_MAX = 9 + TransferJournal.BYTES + PROOF_BYTES_MAX;

    /** Takes an envelope of exactly this form apart. */
    public static Optional<ProofEnvelope> parse(byte[] bytes) {
        try {
            ByteReader in = new ByteReader(bytes);
            Optional<ProofSystem> system = ProofSystem.of(in.u8());
            long valuesLength = in.u32();
            long proofLength = in.u32();
            if (system.isEmpty()
                    || valuesLength != TransferJournal.BYTES
                    || proofLength > PROOF_BYTES_MAX
                    || in.remaining() != valuesLength + proofLength) {
                return Optional.empty();
            }
            return Optional.of(
                    new ProofEnvelope(system.get(), in.bytes((int) valuesLength), in.bytes((int) proofLength)));
        } catch (MalformedBytesException e) {
            return Optional.empty();
        }
    }
}
