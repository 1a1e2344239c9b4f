/**
 * The appliance's state on disk, in one H2 file database: block records of the index, the inbox of notes, blocks found by our miners, and
 * notes on their way to L2. Written by index, block and delivery through one writer thread, read by REST. H2 does not checksum what it keeps,
 * so each row carries a SHA-256 of its content and block records are chained; what is read back is checked, and a bad row is named.
 */
@NullMarked
package org.vanta.appliance.store;

import org.jspecify.annotations.NullMarked;
