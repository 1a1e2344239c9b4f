package org.vanta.appliance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vanta.appliance.note.EncryptedNote;

/** A {@link Delivery} as it stands in the table, with its digest. */
@Entity
@Table(name = DeliveryRow.TABLE)
@SuppressWarnings("NullAway.Init")
class DeliveryRow {
    static final String TABLE = "delivery";

    @Id
    long id;

    @Embedded
    EnvelopeColumns envelope;

    int attempts;

    /** Milliseconds since 1970. */
    @Column(name = "next_attempt")
    long nextAttempt;

    byte[] digest;

    static DeliveryRow of(long id, EncryptedNote note) {
        DeliveryRow row = new DeliveryRow();
        row.id = id;
        row.envelope = EnvelopeColumns.of(note);
        return row.to(0, Instant.EPOCH);
    }

    DeliveryRow to(int newAttempts, Instant newNextAttempt) {
        attempts = newAttempts;
        nextAttempt = newNextAttempt.toEpochMilli();
        digest = content().toBytes();
        return this;
    }

    /** @throws BadRecordException if the content does not match its digest */
    DeliveryRow checked() {
        content().check(id, digest);
        return this;
    }

    /** @throws BadRecordException if the content does not match its digest */
    Delivery toDelivery() {
        checked();
        return new Delivery(id, envelope.note(), attempts, Instant.ofEpochMilli(nextAttempt));
    }

    private RowDigest content() {
        return RowDigest.of(TABLE, id, envelope).with(attempts).with(nextAttempt);
    }
}
