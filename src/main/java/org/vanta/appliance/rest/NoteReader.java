package org.vanta.appliance.rest;

import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.EncryptedNote;

/** Reads an encrypted note from JSON. */
final class NoteReader {
    static final int BODY_BYTES_MAX = 4_096;
    private static final int CIPHERTEXT_BYTES_MAX = 256;

    private NoteReader() {}

    static EncryptedNote read(byte[] body) {
        if (body.length > BODY_BYTES_MAX) {
            throw new ProblemException(
                    ProblemCode.BODY_TOO_LARGE, null, "a note's body has at most " + BODY_BYTES_MAX + " bytes");
        }
        JsonBody object = JsonBody.parse(body, "ephemeral_pubkey, ciphertext and commitment");
        Hash256 ephemeralPubkey = object.hash256("ephemeral_pubkey");
        byte[] ciphertext = object.bytes("ciphertext", CIPHERTEXT_BYTES_MAX);
        Hash256 commitment = object.hash256("commitment");
        try {
            return new EncryptedNote(ephemeralPubkey, ciphertext, commitment);
        } catch (MalformedBytesException e) {
            throw JsonBody.invalid("ciphertext", e.getMessage());
        }
    }
}
