package org.vanta.appliance.health;

/**
 * What is known of L1.
 *
 * @param height of its tip, -1 if never heard
 * @param tipAgeMs since the tip last changed, or since the node was last heard; -1 if never
 */
public record L1View(boolean connected, int height, long tipAgeMs, PartHealth health) {
    static final L1View NOT_STARTED = new L1View(false, -1, -1, PartHealth.NOT_STARTED);
}
