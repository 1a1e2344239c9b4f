package org.vanta.verifier;

/** Raw RISC Zero Groth16 receipts: {@code vanta_risc0.h}. For tools; no envelope carries one. */
public final class Risc0 {
    private final NativeCalls calls;

    Risc0(NativeCalls calls) {
        this.calls = calls;
    }

    /**
     * Checks a receipt of a program that halted with exit code 0 and made no assumptions.
     *
     * @param imageId the program, 32 bytes as the SDK prints them
     * @param journal what the program committed
     * @param seal selector and proof, 260 bytes
     */
    public VerificationStatus verify(byte[] imageId, byte[] journal, byte[] seal) {
        if (imageId.length != Bytes32.LENGTH) {
            throw new IllegalArgumentException("an image id has 32 bytes, this one " + imageId.length);
        }
        return VerificationStatus.ofCode(calls.risc0Verify(imageId, journal, seal));
    }
}
