package org.vanta.appliance.chain;

import org.vanta.appliance.bytes.Hash256;

/**
 * A verified proof of the pinned program in a transaction of a block.
 *
 * @param txid of the transaction whose witness carries it, in internal order
 */
public record ProvenSpend(Hash256 txid, VerifiedProof proof) {}
