package org.vanta.appliance.note;

import java.util.Optional;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/**
 * The chain's first envelope: an XOR stream of SHA-256 blocks under {@code H("Vanta/SharedSecret/v1", ephemeral || owner)}. Both inputs are
 * public, so it hides nothing from those who know the owner's key, and it authenticates nothing.
 */
final class LegacyEnvelope {
    private LegacyEnvelope() {}

    static EncryptedNote seal(Note note, byte[] ephemeralSecret) {
        Hash256 ephemeral = Sha256.withDomain("Vanta/Ephemeral/v1", ephemeralSecret);
        byte[] ciphertext = xorStream(NotePlaintext.encode(note), ephemeral, note.owner());
        return new EncryptedNote(ephemeral, ciphertext, note.commitment());
    }

    static Optional<Note> open(OwnerKey owner, EncryptedNote envelope) {
        byte[] plaintext = xorStream(envelope.ciphertext(), envelope.ephemeralPubkey(), owner);
        return NotePlaintext.decode(plaintext, owner, envelope.commitment());
    }

    private static byte[] xorStream(byte[] data, Hash256 ephemeral, OwnerKey owner) {
        byte[] shared = Sha256.withDomain(
                        "Vanta/SharedSecret/v1",
                        ephemeral.toBytes(),
                        owner.value().toBytes())
                .toBytes();
        byte[] out = data.clone();
        for (int block = 0; block * Hash256.BYTES < data.length; block++) {
            byte[] counter = new ByteWriter(Integer.BYTES).i32(block).toBytes();
            Hash256 keystream = Sha256.withDomain("Vanta/Stream/v1", shared, counter);
            int start = block * Hash256.BYTES;
            for (int i = 0; i < Hash256.BYTES && start + i < data.length; i++) {
                out[start + i] ^= (byte) keystream.byteAt(i);
            }
        }
        return out;
    }
}
