package org.vanta.appliance.note;

import java.util.Optional;

/** The wallet's side of an envelope: trial decryption. */
public final class NoteScanner {
    private NoteScanner() {}

    /**
     * The note inside, if it was sealed to this wallet. The envelope's version is told by its length; a hit is confirmed by recomputing the
     * commitment from the opening and the wallet's own key. Everything else, forged envelopes included, is nothing.
     */
    public static Optional<Note> open(WalletSecret secret, EncryptedNote envelope) {
        return switch (envelope.version()) {
            case LEGACY -> LegacyEnvelope.open(secret.ownerKey(), envelope);
            case V1 -> SealedEnvelope.open(secret, envelope);
        };
    }
}
