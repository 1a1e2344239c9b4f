package org.vanta.verifier;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The circuit an SP1 proof belongs to, named by the proof's first four bytes. The names are for people; what is accepted is decided by
 * the keys in the C library ({@code src/keys/keys.txt}).
 *
 * @param plonk whether its proofs are PLONK; Groth16 otherwise
 * @param version of the circuit as SP1 names it, such as {@code v5.0.0}
 */
public record Sp1Circuit(boolean plonk, String version) {
    private static final int SELECTOR_BYTES = 4;

    private static final Map<String, Sp1Circuit> BY_SELECTOR = Map.ofEntries(
            groth16("837629d3", "v1.2.0"),
            groth16("6a2906ac", "v2.0.0"),
            groth16("feb5e54e", "v3.0.0-rc4"),
            groth16("09069090", "v3.0.0"),
            plonk("54bdcae3", "v3.0.0"),
            groth16("11b6a09d", "v4.0.0-rc.3"),
            plonk("1b34fe11", "v4.0.0-rc.3"),
            groth16("a4594c59", "v5.0.0"),
            plonk("d4e8ecd2", "v5.0.0"),
            groth16("58b7a3c3", "v6.0.0-beta.1"),
            plonk("433cef0e", "v6.0.0-beta.1"),
            groth16("0e78f4db", "v6.0.0"),
            plonk("bb1a6f29", "v6.0.0"),
            groth16("4388a21c", "v6.1.0"),
            plonk("5a093a2f", "v6.1.0"),
            groth16("7e577e57", "test"),
            groth16("736e726b", "snarkjs"));

    /** The circuit of a proof in the SDK's {@code bytes()} form, if it is one that has a name here. */
    public static Optional<Sp1Circuit> ofProof(byte[] proof) {
        return proof.length < SELECTOR_BYTES
                ? Optional.empty()
                : ofSelector(HexFormat.of().formatHex(proof, 0, SELECTOR_BYTES));
    }

    /** @param selector eight lower-case hex digits */
    static Optional<Sp1Circuit> ofSelector(String selector) {
        return Optional.ofNullable(BY_SELECTOR.get(selector));
    }

    private static Map.Entry<String, Sp1Circuit> groth16(String selector, String version) {
        return Map.entry(selector, new Sp1Circuit(false, version));
    }

    private static Map.Entry<String, Sp1Circuit> plonk(String selector, String version) {
        return Map.entry(selector, new Sp1Circuit(true, version));
    }
}
