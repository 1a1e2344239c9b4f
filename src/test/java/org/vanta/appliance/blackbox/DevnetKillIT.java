package org.vanta.appliance.blackbox;

import org.vanta.appliance.node.DevnetFixture;
import org.vanta.appliance.node.NodeFixture;

/** The program is killed beside the embedded L1. */
class DevnetKillIT extends KillContract {
    @Override
    NodeFixture startNode() {
        return DevnetFixture.start();
    }
}
