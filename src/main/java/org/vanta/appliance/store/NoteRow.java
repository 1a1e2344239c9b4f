package org.vanta.appliance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.vanta.appliance.note.EncryptedNote;

/** A {@link StoredNote} as it stands in the table, with its digest. */
@Entity
@Table(name = NoteRow.TABLE)
@SuppressWarnings("NullAway.Init")
class NoteRow {
    static final String TABLE = "note";
    static final String COLUMNS =
            "id, commitment, ephemeral_pubkey, ciphertext, state, height, first_seen, changed, digest";

    @Id
    long id;

    @Embedded
    EnvelopeColumns envelope;

    String state;
    int height;

    /** Milliseconds since 1970. */
    @Column(name = "first_seen")
    long firstSeen;

    /** Place of the latest change, 0 if there was none. */
    long changed;

    byte[] digest;

    static NoteRow of(long id, EncryptedNote note, NoteState state, int height, Instant firstSeen) {
        NoteRow row = new NoteRow();
        row.id = id;
        row.envelope = EnvelopeColumns.of(note);
        row.firstSeen = firstSeen.toEpochMilli();
        return row.to(state, height, 0);
    }

    /** From the columns {@link #COLUMNS}. */
    static NoteRow of(ResultSet columns) throws SQLException {
        NoteRow row = new NoteRow();
        row.id = columns.getLong(1);
        row.envelope = EnvelopeColumns.of(columns, 2);
        row.state = columns.getString(5);
        row.height = columns.getInt(6);
        row.firstSeen = columns.getLong(7);
        row.changed = columns.getLong(8);
        row.digest = columns.getBytes(9);
        return row;
    }

    NoteRow to(NoteState newState, int newHeight, long place) {
        state = newState.name();
        changed = place;
        height = newHeight;
        digest = content().toBytes();
        return this;
    }

    /** Place in the order of arrivals and changes. */
    long place() {
        return changed == 0 ? id : changed;
    }

    boolean waits() {
        return height == StoredNote.NO_HEIGHT && !isRemoved();
    }

    boolean isRemoved() {
        return state.equals(NoteState.REMOVED.name());
    }

    EncryptedNote note() {
        return envelope.note();
    }

    /** @throws BadRecordException if the content does not match its digest */
    NoteRow checked() {
        content().check(id, digest);
        return this;
    }

    /** @throws BadRecordException if the content does not match its digest */
    StoredNote toStored() {
        checked();
        return new StoredNote(place(), note(), NoteState.valueOf(state), height, Instant.ofEpochMilli(firstSeen));
    }

    private RowDigest content() {
        RowDigest content =
                RowDigest.of(TABLE, id, envelope).with(state).with(height).with(firstSeen);
        // Rows of the first schema have none.
        return changed == 0 ? content : content.with(changed);
    }
}
