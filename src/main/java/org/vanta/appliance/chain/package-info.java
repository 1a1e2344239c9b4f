/**
 * Vanta's own consensus formats on top of Bitcoin's: network parameters, the witness-v2 output, the OP_RETURN anchors, the layout of a
 * shielded coinbase, the envelope and the journal of a proof. Read by devnet, index, proof and rest, written by template; {@link
 * org.vanta.appliance.chain.ProofCheck} is how index asks proof. Shapes and their reasons are in docs/formats.md.
 */
@NullMarked
package org.vanta.appliance.chain;

import org.jspecify.annotations.NullMarked;
