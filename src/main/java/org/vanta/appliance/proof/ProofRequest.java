package org.vanta.appliance.proof;

import org.vanta.appliance.bytes.Hash256;

/** A proof that someone wants checked. The arrays are not copied; leave them alone until the answer is there. */
public sealed interface ProofRequest {
    /**
     * As a spend carries it, for the pinned program.
     *
     * @param bytes see {@link org.vanta.appliance.chain.ProofEnvelope}; any others are refused by the verifier
     */
    @SuppressWarnings("ArrayRecordComponent") // a parameter object; never compared, never a key
    record Envelope(byte[] bytes) implements ProofRequest {}

    /**
     * An SP1 proof of any program.
     *
     * @param vkey key of the program, {@code bytes32()} of the SDK
     * @param publicValues what the program committed
     * @param proof {@code bytes()} of the SDK
     */
    @SuppressWarnings("ArrayRecordComponent") // a parameter object; never compared, never a key
    record RawSp1(Hash256 vkey, byte[] publicValues, byte[] proof) implements ProofRequest {}
}
