package org.vanta.appliance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    /** From three columns in the order of the fields. */
    static EnvelopeColumns of(ResultSet columns, int first) throws SQLException {
        EnvelopeColumns envelope = new EnvelopeColumns();
        envelope.commitment = columns.getBytes(first);
        envelope.ephemeralPubkey = columns.getBytes(first + 1);
        envelope.ciphertext = columns.getBytes(first + 2);
        return envelope;
    }

    EncryptedNote note() {
        return new EncryptedNote(Hash256.of(ephemeralPubkey), ciphertext, Hash256.of(commitment));
    }

    RowDigest addTo(RowDigest digest) {
        return digest.with(commitment).with(ephemeralPubkey).with(ciphertext);
    }
}
