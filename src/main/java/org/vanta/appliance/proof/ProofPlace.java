package org.vanta.appliance.proof;

import org.vanta.appliance.bytes.Hash256;

/** Where a verified proof came from. */
public sealed interface ProofPlace {
    /** Over HTTP, from anyone; the chain may never see it. */
    record Submitted() implements ProofPlace {}

    /** In a block of the active chain. Hashes are in internal order. */
    record InBlock(Hash256 txid, Hash256 blockHash, int height) implements ProofPlace {}
}
