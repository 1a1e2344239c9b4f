package org.vanta.appliance.note;

import java.util.Optional;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;

/** What both envelopes carry, 44 bytes: value u64 LE, asset u32 LE, randomness 32. The owner is whoever can open it. */
final class NotePlaintext {
    static final int BYTES = 44;

    private NotePlaintext() {}

    static byte[] encode(Note note) {
        return new ByteWriter(BYTES)
                .i64(note.value())
                .i32(note.asset())
                .hash256(note.randomness())
                .toBytes();
    }

    /** The note, if it is the one that {@code commitment} commits to; an opening with a wrong key gives another commitment. */
    static Optional<Note> decode(byte[] plaintext, OwnerKey owner, Hash256 commitment) {
        ByteReader reader = new ByteReader(plaintext);
        long value = reader.i64();
        int asset = reader.i32();
        Hash256 randomness = reader.hash256();
        reader.expectEnd();
        if (value < 0) {
            return Optional.empty();
        }
        return Optional.of(new Note(value, owner, asset, randomness))
                .filter(note -> note.commitment().equals(commitment));
    }
}
