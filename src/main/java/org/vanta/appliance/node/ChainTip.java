package org.vanta.appliance.node;

import org.vanta.appliance.bytes.Hash256;

/** The best block of the node's active chain. */
public record ChainTip(int height, Hash256 hash) {}
