package org.vanta.appliance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;

/** An {@link EncryptedNote} as three columns of a row. */
@Embeddable
@SuppressWarnings("NullAway.Init")
class EnvelopeColumns {
    byte[] commitment;

    @Column(name = "ephemeral_pubkey")
    byte[] ephemeralPubkey;

    byte[] ciphertext;

    static EnvelopeColumns of(EncryptedNote note) {
        EnvelopeColumns columns = new EnvelopeColumns();
        columns.commitment = note.commitment().toBytes();
        columns.ephemeralPubkey = note.ephemeralPubkey().toBytes();
        columns.ciphertext = note.ciphertext();
        return columns;
    }

    EncryptedNote note() {
        return new EncryptedNote(Hash256.of(ephemeralPubkey), ciphertext, Hash256.of(commitment));
    }

    RowDigest addTo(RowDigest digest) {
        return digest.with(commitment).with(ephemeralPubkey).with(ciphertext);
    }
}
