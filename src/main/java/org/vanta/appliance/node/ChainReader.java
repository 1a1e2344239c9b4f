package org.vanta.appliance.node;

import java.util.List;
import java.util.stream.IntStream;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;

/** Reads the active chain. Calls block; never on an event loop. */
public interface ChainReader {
    NodeReply<ChainTip> tip();

    /** The hash of the active chain's block at {@code height}; {@link NodeFailure.Refused} (-8) above the tip. */
    NodeReply<Hash256> blockHash(int height);

    /** The block, whether or not it is on the active chain; {@link NodeFailure.Refused} (-5) if the node does not have it. */
    NodeReply<Block> block(Hash256 hash);

    /**
     * The hashes of consecutive blocks of the active chain, or the first failure among them.
     *
     * @param count at least 1
     */
    default NodeReply<List<Hash256>> blockHashes(int from, int count) {
        return NodeReply.all(
                IntStream.range(from, from + count).mapToObj(this::blockHash).toList());
    }

    /** The blocks of these hashes in their order, or the first failure among them. */
    default NodeReply<List<Block>> blocks(List<Hash256> hashes) {
        return NodeReply.all(hashes.stream().map(this::block).toList());
    }

    /** Confirmations of a block: 1 for the tip, -1 if it is known but not on the active chain. */
    NodeReply<Integer> confirmations(Hash256 hash);
}
