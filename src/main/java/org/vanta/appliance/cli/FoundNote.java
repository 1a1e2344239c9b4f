package org.vanta.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.Note;
import org.vanta.appliance.note.NoteScanner;
import org.vanta.appliance.note.WalletSecret;

/**
 * A note of the wallet.
 *
 * @param state as the sidecar tells it: pending, anchored, orphaned or removed
 * @param height of the block that anchors it, -1 while none does
 */
record FoundNote(Note note, String state, int height) {
    /** From a sidecar's entry, if it is the wallet's. */
    static Optional<FoundNote> open(JsonNode entry, WalletSecret secret) {
        EncryptedNote envelope;
        try {
            envelope = new EncryptedNote(
                    Hash256.fromHex(entry.path("ephemeral_pubkey").asText()),
                    Hex.decode(entry.path("ciphertext").asText()),
                    Hash256.fromHex(entry.path("commitment").asText()));
        } catch (MalformedBytesException e) {
            // A sidecar may carry envelopes of versions this wallet does not know; they are not ours to open.
            return Optional.empty();
        }
        return NoteScanner.open(secret, envelope)
                .map(note -> new FoundNote(
                        note, entry.path("state").asText(), entry.path("height").asInt(-1)));
    }
}
