package org.vanta.appliance.template;

import java.util.List;
import org.vanta.appliance.bitcoin.MerkleTree;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.node.BlockTemplate;
import org.vanta.appliance.node.TemplateTransaction;

/**
 * A node's template made ready for miners.
 *
 * @param block the template as the node gave it
 * @param version the block version with the bits miners roll cleared, so that setting, or-ing and xor-ing the rolled bits all give the same
 *     header (firmware does each of the three)
 * @param merkleBranch siblings of the coinbase from the bottom up, internal byte order
 */
public record MiningTemplate(BlockTemplate block, int version, List<Hash256> merkleBranch) {
    /** The 16 version bits left to miners (BIP 320). */
    public static final int ROLLED_VERSION_BITS = 0x1fffe000;

    public MiningTemplate {
        merkleBranch = List.copyOf(merkleBranch);
    }

    /** Computes the branch: two hashes for each transaction, so not for an event loop. */
    public static MiningTemplate of(BlockTemplate block) {
        List<Hash256> txids =
                block.transactions().stream().map(TemplateTransaction::txid).toList();
        return new MiningTemplate(block, block.version() & ~ROLLED_VERSION_BITS, MerkleTree.branchOfFirst(txids));
    }
}
