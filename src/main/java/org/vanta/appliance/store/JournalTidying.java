package org.vanta.appliance.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells what of a journal is still live once it has been given every entry. Of the notes, which may be very many, it keeps only which ones are
 * gone; the live ones are to be read a second time.
 */
final class JournalTidying implements Consumer<JournalEntry> {
    private final JournalContents others = new JournalContents();
    private final Set<Long> gone = new HashSet<>();

    @Override
    public void accept(JournalEntry entry) {
        switch (entry) {
            // One that the database had after all was written down again.
            case JournalEntry.NoteTaken taken -> gone.remove(taken.id());
            case JournalEntry.NoteExpired(long id) -> gone.add(id);
            default -> others.accept(entry);
        }
    }

    /** The least entries that say all but the notes. */
    List<JournalEntry> others() {
        return others.entries();
    }

    boolean isLiveNote(JournalEntry entry) {
        return entry instanceof JournalEntry.NoteTaken taken && !gone.contains(taken.id());
    }
}
