package org.vanta.appliance.note;

import java.security.SecureRandom;
import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;

/** How a note is sealed. Nothing on the wire names the version: the ciphertext's length tells it. */
public enum EnvelopeVersion {
    /**
     * The XOR stream of the chain's first pool. Whoever knows the recipient's public key can read it, so it is kept for reading and written
     * only on demand.
     */
    LEGACY(44) {
        @Override
        EncryptedNote seal(Note note, byte[] ephemeralSecret) {
            return LegacyEnvelope.seal(note, ephemeralSecret);
        }
    },
    /** X25519, HKDF-SHA256 and XChaCha20-Poly1305: the default. */
    V1(60) {
        @Override
        EncryptedNote seal(Note note, byte[] ephemeralSecret) {
            return SealedEnvelope.seal(note, ephemeralSecret);
        }
    };

    private final int ciphertextLength;

    EnvelopeVersion(int ciphertextLength) {
        this.ciphertextLength = ciphertextLength;
    }

    /** Seals {@code note} to its owner, under a fresh ephemeral key from {@code random}. */
    public final EncryptedNote seal(Note note, SecureRandom random) {
        byte[] ephemeralSecret = new byte[Hash256.BYTES];
        random.nextBytes(ephemeralSecret);
        return seal(note, ephemeralSecret);
    }

    abstract EncryptedNote seal(Note note, byte[] ephemeralSecret);

    /** Length of this version's ciphertexts in bytes. */
    public int ciphertextLength() {
        return ciphertextLength;
    }

    /** Whether a version has ciphertexts of this length, in bytes. */
    public static boolean isKnownLength(int length) {
        return Arrays.stream(values()).anyMatch(version -> version.ciphertextLength == length);
    }

    /**
     * The version whose ciphertexts have this length.
     *
     * @throws MalformedBytesException if no version has ciphertexts of this length
     */
    public static EnvelopeVersion ofCiphertextLength(int length) {
        for (EnvelopeVersion version : values()) {
            if (version.ciphertextLength == length) {
                return version;
            }
        }
        throw new MalformedBytesException(
                "a note's ciphertext has 44 bytes (legacy) or 60 bytes (version 1), got " + length);
    }
}
