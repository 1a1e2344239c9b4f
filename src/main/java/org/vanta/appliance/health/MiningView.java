package org.vanta.appliance.health;

/**
 * @param served whether miners are served here at all
 * @param minersConnected Stratum connections that have subscribed and authorized
 * @param difficulty of the present target, 0 before the first template
 */
public record MiningView(boolean served, int minersConnected, double difficulty) {
    static final MiningView NOT_STARTED = new MiningView(true, 0, 0);
}
