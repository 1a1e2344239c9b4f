package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxOutput;

/** The embedded L1 answers as a real node does, and adds the rule that a regression-test node does not have. */
class DevnetContractTest extends NodeContract {
    @Override
    NodeFixture startNode() {
        return DevnetFixture.start();
    }

    @Test
    void rejectsACoinbaseWithoutItsAnchor() {
        try (DevnetFixture devnet = DevnetFixture.start();
                NodeClient client = new NodeClient(devnet.endpoint(), devnet.settings())) {
            BlockTemplate template = ((NodeReply.Ok<BlockTemplate>) client.blockTemplate(Optional.empty())).value();
            Block block = TestBlocks.unsolved(template);
            Transaction coinbase = block.transactions().getFirst();
            List<TxOutput> outputs =
                    List.of(coinbase.outputs().getFirst(), coinbase.outputs().getLast());
            Transaction silent = new Transaction(coinbase.version(), coinbase.inputs(), outputs, coinbase.lockTime());
            Block changed = TestBlocks.solved(TestBlocks.withRoot(new Block(block.header(), List.of(silent))));
            assertThat(client.submitBlock(changed.toBytes())).isEqualTo(new SubmitResult.Rejected("bad-cb-shielded"));
        }
    }
}
