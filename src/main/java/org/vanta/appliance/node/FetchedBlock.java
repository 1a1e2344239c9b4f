package org.vanta.appliance.node;

import org.vanta.appliance.bitcoin.Block;

/** A block as it came from a node. @param bytes of its serialized form */
public record FetchedBlock(Block block, int bytes) {}
