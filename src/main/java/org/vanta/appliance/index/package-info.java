/**
 * Follows L1's active chain and keeps the tree of commitments, the set of nullifiers and the inbox in step with it, forward and back. Reads
 * blocks from node, has the proofs in them checked by whoever is given to it, writes blocks down through store, tells REST the state and whoever listens which blocks came and went.
 */
@NullMarked
package org.vanta.appliance.index;

import org.jspecify.annotations.NullMarked;
