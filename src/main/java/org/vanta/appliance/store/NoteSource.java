package org.vanta.appliance.store;

/**
 * Who brings a note. The slots of a commitment's envelopes, and the room for notes that wait, are shared out among them, so that no stranger can
 * take them all.
 */
public enum NoteSource {
    /** This appliance, whose block it is. */
    OWN(NoteStore.ENVELOPES_PER_COMMITMENT_MAX, 1),
    /** Who speaks REST to us; the last slot is kept for our own. */
    SUBMITTED(NoteStore.ENVELOPES_PER_COMMITMENT_MAX - 1, 1),
    /** Peers of the gossip, who can't be told apart; half of what is submitted, and of the room of all. */
    HEARSAY((NoteStore.ENVELOPES_PER_COMMITMENT_MAX - 1) / 2, 2);

    private final int envelopesMax;
    private final int sharers;

    NoteSource(int envelopesMax, int sharers) {
        this.envelopesMax = envelopesMax;
        this.sharers = sharers;
    }

    /** Notes that may wait, whoever brought them, when one of this source comes: a part of {@code all}. */
    int waitingMax(int all) {
        return all / sharers;
    }

    /** Envelopes there may be of a commitment, this one included. */
    int envelopesMax() {
        return envelopesMax;
    }
}
