package org.vanta.appliance.blackbox;

import org.vanta.appliance.node.LocalBitcoind;
import org.vanta.appliance.node.NodeFixture;

/** The program is killed beside a real node of Bitcoin Core's kind. */
class BitcoindKillIT extends KillContract {
    @Override
    NodeFixture startNode() {
        return LocalBitcoind.start();
    }
}
