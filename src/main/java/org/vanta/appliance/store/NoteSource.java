package org.vanta.appliance.store;

/** Who brings a note. The slots of a commitment's envelopes are shared out among them, so that no stranger can take them all. */
public enum NoteSource {
    /** This appliance, whose block it is. */
    OWN(NoteStore.ENVELOPES_PER_COMMITMENT_MAX),
    /** Who speaks REST to us; the last slot is kept for our own. */
    SUBMITTED(NoteStore.ENVELOPES_PER_COMMITMENT_MAX - 1),
    /** Peers of the gossip, who can't be told apart; half of what is submitted. */
    HEARSAY((NoteStore.ENVELOPES_PER_COMMITMENT_MAX - 1) / 2);

    private final int envelopesMax;

    NoteSource(int envelopesMax) {
        this.envelopesMax = envelopesMax;
    }

    /** Envelopes there may be of a commitment, this one included. */
    int envelopesMax() {
        return envelopesMax;
    }
}
