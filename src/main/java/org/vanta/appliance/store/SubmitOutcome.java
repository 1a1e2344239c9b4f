package org.vanta.appliance.store;

/** What became of a note brought to the inbox. */
public sealed interface SubmitOutcome {
    /** Stored now. */
    record Stored(long cursor, NoteState state) implements SubmitOutcome {}

    /** The very same note is there already: nothing changed, nothing is wrong. */
    record Known(long cursor, NoteState state) implements SubmitOutcome {}

    /** So many different envelopes are kept for this commitment that another is not taken. */
    record TooManyEnvelopes(int max) implements SubmitOutcome {}

    /** So many notes wait for a block that another is not taken. */
    record TooManyWaiting(int max) implements SubmitOutcome {}

    /** What is known of the inbox may not be what is on disk, for now; worth trying again. @param reason a clause that says why */
    record NotNow(String reason) implements SubmitOutcome {}
}
