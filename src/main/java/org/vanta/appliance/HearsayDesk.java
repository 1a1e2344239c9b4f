package org.vanta.appliance;

import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.gossip.IndexedChain;
import org.vanta.appliance.gossip.NoteInbox;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.NoteStore;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.SubmitOutcome;

/**
 * Where gossip meets index and inbox. Notes that peers bring wait in the inbox like submitted ones, with less of its room for them
 * ({@link NoteSource#HEARSAY}): who fills gossip with notes of no block keeps nobody from submitting.
 */
record HearsayDesk(ShieldedIndex index, NoteStore notes) implements NoteInbox, IndexedChain {
    @Override
    public Fate take(EncryptedNote note) {
        return switch (index.submit(note, NoteSource.HEARSAY)) {
            case SubmitOutcome.Stored _ -> Fate.STORED;
            case SubmitOutcome.Known _ -> Fate.KNOWN;
            case SubmitOutcome.TooManyEnvelopes _, SubmitOutcome.TooManyWaiting _, SubmitOutcome.NotNow _ ->
                Fate.REFUSED;
        };
    }

    @Override
    public int height() {
        return index.state().height();
    }

    @Override
    public boolean hasCommitment(Hash256 commitment) {
        return index.anchoredHeight(commitment) != StoredNote.NO_HEIGHT;
    }

    @Override
    public boolean hasNullifier(Hash256 nullifier) {
        return index.isSpent(nullifier);
    }

    @Override
    public List<Hash256> missingAt(int height) {
        Optional<BlockRecord> block = index.blockAt(height);
        return block.map(found -> notes.missing(found.commitments())).orElse(List.of());
    }
}
