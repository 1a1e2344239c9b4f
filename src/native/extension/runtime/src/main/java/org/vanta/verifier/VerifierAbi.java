package org.vanta.verifier;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the linked library accepts: {@code VantaAbi} of {@code vanta_verifier.h}.
 *
 * @param version the version of the C interface
 * @param groth16 whether SP1 Groth16 keys are built in
 * @param plonk whether SP1 PLONK keys are built in
 * @param program the pinned program key; without one every envelope is refused
 * @param selectors the SP1 keys' selectors, eight hex digits each
 */
public record VerifierAbi(
        int version, boolean groth16, boolean plonk, Optional<Bytes32> program, List<String> selectors) {
    /** Size of the C structure. */
    static final int BYTES = 176;

    static final int SUPPORTED_VERSION = 1;
    private static final int SYSTEMS_OFFSET = 4;
    private static final int PINNED_OFFSET = 8;
    private static final int PROGRAM_OFFSET = 12;
    private static final int COUNT_OFFSET = 44;
    private static final int SELECTORS_OFFSET = 48;

    static VerifierAbi read(byte[] image) {
        ByteBuffer in = ByteBuffer.wrap(image).order(ByteOrder.nativeOrder());
        int version = in.getInt(0);
        if (version != SUPPORTED_VERSION) {
            throw new IllegalStateException("the verifier library has interface version " + version
                    + ", this program wants " + SUPPORTED_VERSION + "; build both from one source");
        }
        int systems = in.getInt(SYSTEMS_OFFSET);
        ByteBuffer selectors = ByteBuffer.wrap(image);
        return new VerifierAbi(
                version,
                (systems >> 1 & 1) != 0,
                (systems >> 2 & 1) != 0,
                in.getInt(PINNED_OFFSET) != 0 ? Optional.of(Bytes32.copyOf(image, PROGRAM_OFFSET)) : Optional.empty(),
                IntStream.range(0, in.getInt(COUNT_OFFSET))
                        .mapToObj(i -> "%08x".formatted(selectors.getInt(SELECTORS_OFFSET + Integer.BYTES * i)))
                        .toList());
    }
}
