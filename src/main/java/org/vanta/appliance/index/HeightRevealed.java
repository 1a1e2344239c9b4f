package org.vanta.appliance.index;

/** Whether a nullifier was revealed up to and with the block of a height. */
public record HeightRevealed(boolean present, int height) {}
