/**
 * The sparse Merkle tree over the commitments of the active chain, its proofs of membership and of absence, and a compact set for nullifiers.
 * The index fills them from blocks and undoes them on reorganisations; REST hands roots and proofs to wallets. Pure data structures: no clock,
 * no files, no network. The hashing rules are those of docs/formats.md.
 */
@NullMarked
package org.vanta.appliance.smt;

import org.jspecify.annotations.NullMarked;
