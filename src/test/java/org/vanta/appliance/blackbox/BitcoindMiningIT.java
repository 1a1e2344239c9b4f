package org.vanta.appliance.blackbox;

import org.vanta.appliance.node.LocalBitcoind;
import org.vanta.appliance.node.NodeFixture;

/** The mining contract against a real node of Bitcoin Core's kind. */
class BitcoindMiningIT extends MiningContract {
    @Override
    NodeFixture startNode() {
        return LocalBitcoind.start();
    }
}
