/**
 * Vanta's own consensus formats on top of Bitcoin's: network parameters, the witness-v2 output, the OP_RETURN anchors, the layout of a
 * shielded coinbase. Read by devnet and index, written by template. Shapes and their reasons are in docs/formats.md.
 */
@NullMarked
package org.vanta.appliance.chain;

import org.jspecify.annotations.NullMarked;
