package org.vanta.appliance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vanta.appliance.note.EncryptedNote;

/** A {@link StoredNote} as it stands in the table, with its digest. */
@Entity
@Table(name = NoteRow.TABLE)
@SuppressWarnings("NullAway.Init")
class NoteRow {
    static final String TABLE = "note";

    @Id
    long id;

    @Embedded
    EnvelopeColumns envelope;

    String state;
    int height;

    /** Milliseconds since 1970. */
    @Column(name = "first_seen")
    long firstSeen;

    byte[] digest;

    static NoteRow of(long id, EncryptedNote note, NoteState state, int height, Instant firstSeen) {
        NoteRow row = new NoteRow();
        row.id = id;
        row.envelope = EnvelopeColumns.of(note);
        row.firstSeen = firstSeen.toEpochMilli();
        return row.to(state, height);
    }

    NoteRow to(NoteState newState, int newHeight) {
        state = newState.name();
        height = newHeight;
        digest = content().toBytes();
        return this;
    }

    EncryptedNote note() {
        return envelope.note();
    }

    /** @throws BadRecordException if the content does not match its digest */
    StoredNote toStored() {
        content().check(id, digest);
        return new StoredNote(id, note(), NoteState.valueOf(state), height, Instant.ofEpochMilli(firstSeen));
    }

    private RowDigest content() {
        return RowDigest.of(TABLE, id, envelope).with(state).with(height).with(firstSeen);
    }
}
