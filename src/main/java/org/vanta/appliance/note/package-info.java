/**
 * Notes of the shielded layer: what a note is, its commitment and nullifier, the keys that own it, the envelope that carries its opening to
 * the owner, and the pool seed from which a mining note's randomness is derived. Mining makes and seals notes here, the wallet's commands open
 * them; nothing in this package knows of blocks, of the database or of the network. The formats are those of docs/formats.md.
 */
@NullMarked
package org.vanta.appliance.note;

import org.jspecify.annotations.NullMarked;
