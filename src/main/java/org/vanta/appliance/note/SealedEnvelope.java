package org.vanta.appliance.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;

/**
 * Envelope version 1: X25519 with a fresh ephemeral key, HKDF-SHA256 (RFC 5869), XChaCha20-Poly1305 over the 44-byte plaintext, the
 * commitment as associated data.
 */
final class SealedEnvelope {
    private static final byte[] INFO = "Vanta/NoteEnvelope/v1".getBytes(StandardCharsets.US_ASCII);

    private SealedEnvelope() {}

    static EncryptedNote seal(Note note, byte[] ephemeralSecret) {
        Hash256 ephemeral = X25519.publicKey(ephemeralSecret);
        byte[] shared = X25519.agree(ephemeralSecret, note.owner().value())
                .orElseThrow(() -> new IllegalStateException("an owner key is no point of small order"));
        Hash256 commitment = note.commitment();
        byte[] ciphertext =
                cipher(shared, ephemeral, note.owner()).seal(NotePlaintext.encode(note), commitment.toBytes());
        return new EncryptedNote(ephemeral, ciphertext, commitment);
    }

    static Optional<Note> open(WalletSecret secret, EncryptedNote envelope) {
        OwnerKey owner = secret.ownerKey();
        Hash256 commitment = envelope.commitment();
        return secret.agree(envelope.ephemeralPubkey())
                .flatMap(shared -> cipher(shared, envelope.ephemeralPubkey(), owner)
                        .open(envelope.ciphertext(), commitment.toBytes()))
                .flatMap(plaintext -> NotePlaintext.decode(plaintext, owner, commitment));
    }

    private static XChaCha20Poly1305 cipher(byte[] shared, Hash256 ephemeral, OwnerKey owner) {
        byte[] salt = new ByteWriter(2 * Hash256.BYTES)
                .hash256(ephemeral)
                .hash256(owner.value())
                .toBytes();
        byte[] derived = hkdf(shared, salt, INFO, XChaCha20Poly1305.KEY_BYTES + XChaCha20Poly1305.NONCE_BYTES);
        return new XChaCha20Poly1305(
                Arrays.copyOfRange(derived, 0, XChaCha20Poly1305.KEY_BYTES),
                Arrays.copyOfRange(derived, XChaCha20Poly1305.KEY_BYTES, derived.length));
    }

    static byte[] hkdf(byte[] keyMaterial, byte[] salt, byte[] info, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(keyMaterial)
                            .addSalt(salt)
                            .thenExpand(info, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
        }
    }
}
