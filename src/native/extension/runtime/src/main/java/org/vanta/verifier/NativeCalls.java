package org.vanta.verifier;

import java.util.List;

/** The C functions, called one way or the other; answers are {@code vanta_status} numbers. Safe for any number of threads. */
interface NativeCalls {
    /** {@code vanta_envelope_verify}; writes the 440 bytes of the journal. */
    int envelopeVerify(byte[] journal, byte[] envelope);

    /** {@code vanta_sp1_verify}. */
    int sp1Verify(byte[] programVkey, byte[] publicValues, byte[] proof);

    /** {@code vanta_sp1_verify_batch}; one number per proof. */
    int[] sp1VerifyBatch(List<Sp1Proof> proofs);

    /** {@code vanta_risc0_verify}. */
    int risc0Verify(byte[] imageId, byte[] journal, byte[] seal);

    /** {@code vanta_verifier_abi}; the {@link VerifierAbi#BYTES} bytes of its structure. */
    byte[] abi();
}
