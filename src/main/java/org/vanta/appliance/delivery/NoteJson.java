package org.vanta.appliance.delivery;

import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.note.EncryptedNote;

/** The JSON object of {@code POST /submit}, in one line. */
public final class NoteJson {
    private NoteJson() {}

    public static String text(EncryptedNote note) {
        return "{\"ephemeral_pubkey\":\"" + note.ephemeralPubkey().hex() + "\",\"ciphertext\":\""
                + Hex.encode(note.ciphertext()) + "\",\"commitment\":\""
                + note.commitment().hex() + "\"}";
    }
}
