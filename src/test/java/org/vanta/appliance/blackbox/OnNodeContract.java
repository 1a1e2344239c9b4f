package org.vanta.appliance.blackbox;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.node.NodeFixture;

/** A node, what its chain tells by itself, and a wallet to be paid: for each test anew. */
abstract class OnNodeContract {
    @TempDir
    Path directory;

    NodeFixture node;
    ChainOracle chain;
    WalletKey wallet;

    abstract NodeFixture startNode();

    @BeforeEach
    void start() throws Exception {
        node = startNode();
        chain = new ChainOracle(node);
        wallet = WalletKey.generate(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }
}
