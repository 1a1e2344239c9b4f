package org.vanta.appliance.chain;

import java.util.Optional;
import org.vanta.appliance.bitcoin.Script;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;

/** The shielded output: {@code OP_2 PUSH32 <commitment>}, a witness program of version 2 (BIP 141), 34 bytes. */
public final class WitnessV2 {
    private static final int LENGTH = 34;

    private WitnessV2() {}

    public static byte[] script(Hash256 commitment) {
        return new ByteWriter(LENGTH)
                .u8(Script.OP_2)
                .u8(Hash256.BYTES)
                .hash256(commitment)
                .toBytes();
    }

    /** The commitment of a script of exactly this form. */
    public static Optional<Hash256> commitment(byte[] script) {
        return script.length == LENGTH && script[0] == Script.OP_2 && script[1] == Hash256.BYTES
                ? Optional.of(Hash256.of(script, 2, Hash256.BYTES))
                : Optional.empty();
    }
}
