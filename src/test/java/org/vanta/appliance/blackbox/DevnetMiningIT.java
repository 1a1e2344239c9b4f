package org.vanta.appliance.blackbox;

import org.vanta.appliance.node.DevnetFixture;
import org.vanta.appliance.node.NodeFixture;

/** The mining contract against the embedded L1. */
class DevnetMiningIT extends MiningContract {
    @Override
    NodeFixture startNode() {
        return DevnetFixture.start();
    }
}
