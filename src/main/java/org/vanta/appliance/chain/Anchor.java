package org.vanta.appliance.chain;

import java.util.Optional;
import org.vanta.appliance.bitcoin.Script;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;

/** An OP_RETURN output that tells indexers of a commitment or a nullifier: {@code OP_RETURN PUSH34 bb <kind> <32 bytes>}, 36 bytes. */
public sealed interface Anchor {
    Hash256 value();

    /** Kind byte 00. */
    record Commitment(Hash256 value) implements Anchor {}

    /** Kind byte 01. */
    record Nullifier(Hash256 value) implements Anchor {}

    default byte[] script() {
        int kind = switch (this) {
            case Commitment _ -> 0;
            case Nullifier _ -> 1;
        };
        return new ByteWriter(36)
                .u8(Script.OP_RETURN)
                .u8(34)
                .u8(0xbb)
                .u8(kind)
                .hash256(value())
                .toBytes();
    }

    /** The anchor of a script of exactly this form. */
    static Optional<Anchor> parse(byte[] script) {
        if (script.length != 36 || script[0] != Script.OP_RETURN || script[1] != 34 || (script[2] & 0xff) != 0xbb) {
            return Optional.empty();
        }
        Hash256 value = Hash256.of(script, 4, Hash256.BYTES);
        return switch (script[3]) {
            case 0 -> Optional.of(new Commitment(value));
            case 1 -> Optional.of(new Nullifier(value));
            default -> Optional.empty();
        };
    }
}
