package org.vanta.appliance.node;

/** A real node answers as the contract says. */
class BitcoindContractTest extends NodeContract {
    @Override
    NodeFixture startNode() {
        return LocalBitcoind.start();
    }
}
