package org.vanta.appliance.health;

/** @param sentence what a person should know */
public record PartHealth(PartState state, String sentence) {
    static final PartHealth NOT_STARTED = new PartHealth(PartState.STARTING, "not started yet");
}
