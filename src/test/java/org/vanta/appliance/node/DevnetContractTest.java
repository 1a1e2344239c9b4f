package org.vanta.appliance.node;

/** The embedded L1 answers as a real node does. */
class DevnetContractTest extends NodeContract {
    @Override
    NodeFixture startNode() {
        return DevnetFixture.start();
    }
}
