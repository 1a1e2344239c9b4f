/**
 * Follows L1's active chain and keeps the tree of commitments, the set of nullifiers and the inbox in step with it, forward and back. Reads
 * blocks from node, writes them down through store, tells REST the state and whoever listens which blocks came and went.
 */
@NullMarked
package org.vanta.appliance.index;

import org.jspecify.annotations.NullMarked;
