package org.vanta.appliance.note;

import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/**
 * A note's opening, sealed to its owner, as it travels to the L2, between sidecars and to wallets. Immutable: the ciphertext is copied on the
 * way in and out.
 *
 * @param ephemeralPubkey the sender's key for this one envelope
 * @param ciphertext 44 bytes (legacy) or 60 bytes (version 1)
 * @param commitment the commitment of the note inside
 */
public record EncryptedNote(Hash256 ephemeralPubkey, byte[] ciphertext, Hash256 commitment) {
    /** @throws MalformedBytesException if no envelope version has a ciphertext of this length */
    public EncryptedNote {
        EnvelopeVersion.ofCiphertextLength(ciphertext.length);
        ciphertext = ciphertext.clone();
    }

    /** A copy. */
    @Override
    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    /** The version that the ciphertext's length tells. */
    public EnvelopeVersion version() {
        return EnvelopeVersion.ofCiphertextLength(ciphertext.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncryptedNote that
                && ephemeralPubkey.equals(that.ephemeralPubkey)
                && Arrays.equals(ciphertext, that.ciphertext)
                && commitment.equals(that.commitment);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * ephemeralPubkey.hashCode() + Arrays.hashCode(ciphertext)) + commitment.hashCode();
    }

    @Override
    public String toString() {
        return "EncryptedNote[ephemeralPubkey=" + ephemeralPubkey + ", ciphertext=" + Hex.encode(ciphertext)
                + ", commitment=" + commitment + "]";
    }
}
