package org.vanta.appliance.health;

/** @param retryQueueDepth notes that wait for delivery, or for L1 to say whether it took their block */
public record L2View(int retryQueueDepth, PartHealth health) {
    static final L2View NOT_STARTED = new L2View(0, PartHealth.NOT_STARTED);
}
