package org.vanta.appliance.node;

import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/** Reads the active chain. Calls block; never on an event loop. */
public interface ChainReader {
    NodeReply<ChainTip> tip();

    /** The hash of the active chain's block at {@code height}; {@link NodeFailure.Refused} (-8) above the tip. */
    NodeReply<Hash256> blockHash(int height);

    /** The block, whether or not it is on the active chain; {@link NodeFailure.Refused} (-5) if the node does not have it. */
    NodeReply<Block> block(Hash256 hash);

    /** Confirmations of a block: 1 for the tip, -1 if it is known but not on the active chain. */
    NodeReply<Integer> confirmations(Hash256 hash);
}
