package org.vanta.appliance.recovery;

import org.vanta.appliance.note.Note;

/** The note that the coinbase of the active chain's block at a height pays, opened with the pool's seed. */
public record RecoveredReward(int height, Note note) {}
