package org.vanta.appliance.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Makes a data directory of network regtest whose inbox holds many notes, to measure how the program answers {@code GET /notes}. Arguments: the
 * folder, the number of notes.
 */
public final class FilledInbox {
    private static final int CHUNK = 10_000;

    private FilledInbox() {}

    public static void main(String[] arguments) {
        fill(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    /** Notes with the cursors 1 to {@code count}, which came now. */
    public static void fill(Path folder, int count) {
        fill(folder, count, Instant.now());
    }

    /** Notes with the cursors 1 to {@code count}, all of which came at one time. */
    public static void fill(Path folder, int count, Instant came) {
        try (TestDatabase database = TestDatabase.open(folder)) {
            for (int from = 1; from <= count; from += CHUNK) {
                List<NoteRow> rows = new ArrayList<>();
                for (int id = from; id < from + CHUNK && id <= count; id++) {
                    rows.add(NoteRow.of(id, note(id), NoteState.PENDING, StoredNote.NO_HEIGHT, came));
                }
                database.writer.writeForced(session -> {
                    session.insertMultiple(rows);
                    for (NoteRow row : rows) {
                        database.writer.journal(
                                new JournalEntry.NoteTaken(row.id, row.note(), Instant.ofEpochMilli(row.firstSeen)));
                    }
                    return rows.size();
                });
            }
        }
    }

    private static EncryptedNote note(int id) {
        Hash256 value = Sha256.hash(ByteBuffer.allocate(4).putInt(id).array());
        return new EncryptedNote(value, new byte[60], Sha256.hash(value.toBytes()));
    }
}
