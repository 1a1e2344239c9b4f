package org.vanta.appliance.blackbox;

import org.vanta.appliance.node.ContainerBitcoind;
import org.vanta.appliance.node.NodeFixture;

/** The mining contract against a real node in a container, over its published port. */
class ContainerMiningIT extends MiningContract {
    @Override
    NodeFixture startNode() {
        return ContainerBitcoind.start();
    }
}
