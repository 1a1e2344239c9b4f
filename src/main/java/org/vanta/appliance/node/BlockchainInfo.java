package org.vanta.appliance.node;

/**
 * The part of {@code getblockchaininfo} that tells whether a node is ours and up to date.
 *
 * @param chain the node's word for its network: main, regtest, devnet, …
 * @param headers height of the best header known
 * @param initialDownload whether the node believes that it is still catching up
 */
public record BlockchainInfo(String chain, ChainTip tip, int headers, boolean initialDownload) {}
