package org.vanta.appliance.store;

import java.time.Instant;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;

/** One thing the journal keeps. */
sealed interface JournalEntry {
    /** Which network the file belongs to; the first entry. */
    record Origin(String network) implements JournalEntry {}

    /** Which pool seed the rewards are derived from. */
    record SeedMark(Hash256 mark) implements JournalEntry {}

    /** A block of ours, in place of an earlier entry about it. */
    record CandidateKept(Candidate candidate, boolean queued) implements JournalEntry {
        /** Whether both stand the same way; the block itself is not compared, since settled ones are kept without it. */
        boolean isLike(CandidateKept other) {
            return candidate.blockHash().equals(other.candidate.blockHash())
                    && candidate.state() == other.candidate.state()
                    && candidate.rejectWord().equals(other.candidate.rejectWord())
                    && queued == other.queued;
        }
    }

    record CandidateMoved(Hash256 blockHash, CandidateState state, String word, boolean queued)
            implements JournalEntry {}

    record DeliveryAdded(long id, EncryptedNote note) implements JournalEntry {}

    record DeliveryDone(long id) implements JournalEntry {}

    record NoteTaken(long id, EncryptedNote note, Instant firstSeen) implements JournalEntry {}

    record NoteExpired(long id) implements JournalEntry {}

    /** The program whose proofs count in the block records that follow; only in exports. */
    record Program(String program) implements JournalEntry {}

    /** A block record; only in exports. */
    record BlockKept(BlockRecord block) implements JournalEntry {}

    /** The end of an export. @param entries before this one @param digest of all frames' digests in order */
    record End(long entries, Hash256 digest) implements JournalEntry {}

    /** Whether it takes something away: such entries reach the disk before the database forgets. */
    default boolean isRemoval() {
        return this instanceof DeliveryDone || this instanceof NoteExpired;
    }
}
