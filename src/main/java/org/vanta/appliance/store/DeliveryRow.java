package org.vanta.appliance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;

/** A {@link Delivery} as it stands in the table, with its digest. */
@Entity
@Table(name = DeliveryRow.TABLE)
@SuppressWarnings("NullAway.Init")
class DeliveryRow {
    static final String TABLE = "delivery";

    @Id
    long id;

    byte[] commitment;

    @Column(name = "ephemeral_pubkey")
    byte[] ephemeralPubkey;

    byte[] ciphertext;
    int attempts;

    /** Milliseconds since 1970. */
    @Column(name = "next_attempt")
    long nextAttempt;

    byte[] digest;

    static DeliveryRow of(long id, EncryptedNote note) {
        DeliveryRow row = new DeliveryRow();
        row.id = id;
        row.commitment = note.commitment().toBytes();
        row.ephemeralPubkey = note.ephemeralPubkey().toBytes();
        row.ciphertext = note.ciphertext();
        return row.to(0, Instant.EPOCH);
    }

    DeliveryRow to(int newAttempts, Instant newNextAttempt) {
        attempts = newAttempts;
        nextAttempt = newNextAttempt.toEpochMilli();
        digest = content().toBytes();
        return this;
    }

    /** @throws BadRecordException if the content does not match its digest */
    Delivery toDelivery() {
        content().check(id, digest);
        return new Delivery(
                id,
                new EncryptedNote(Hash256.of(ephemeralPubkey), ciphertext, Hash256.of(commitment)),
                attempts,
                Instant.ofEpochMilli(nextAttempt));
    }

    private RowDigest content() {
        return new RowDigest(TABLE)
                .with(id)
                .with(commitment)
                .with(ephemeralPubkey)
                .with(ciphertext)
                .with(attempts)
                .with(nextAttempt);
    }
}
