package org.vanta.appliance.health;

/** @param difficulty of the present target, 0 before the first template */
public record MiningView(int minersConnected, double difficulty) {
    static final MiningView NOT_STARTED = new MiningView(0, 0);
}
