package org.vanta.verifier;

/**
 * An SP1 proof with what it should prove. The arrays are not copied; leave them alone until the answer is there.
 *
 * @param programVkey the program's key, 32 bytes big-endian ({@code bytes32()} of the SDK)
 * @param publicValues what the program committed
 * @param proof the proof as the SDK's {@code bytes()} gives it
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter object; never compared, never a key
public record Sp1Proof(byte[] programVkey, byte[] publicValues, byte[] proof) {
    /** Refuses a program key of any other length than 32 bytes. */
    public Sp1Proof {
        if (programVkey.length != Bytes32.LENGTH) {
            throw new IllegalArgumentException("a program key has 32 bytes, this one " + programVkey.length);
        }
    }
}
