package org.vanta.appliance.cli;

import org.vanta.appliance.bytes.Hex;
import org.vanta.verifier.Sp1Proof;

/** A proof that costs a whole check and proves nothing: SP1 v5's selector and the generators of BN254's two groups. */
final class SampleProof {
    private static final String SELECTOR = "a4594c59";
    private static final String G1 = "0".repeat(63) + "1" + "0".repeat(63) + "2";
    /** EIP-197: imaginary part before the real one, x before y. */
    private static final String G2 = "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
            + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
            + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
            + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";

    static final Sp1Proof WELL_FORMED = new Sp1Proof(new byte[32], new byte[440], Hex.decode(SELECTOR + G1 + G2 + G1));

    private SampleProof() {}
}
