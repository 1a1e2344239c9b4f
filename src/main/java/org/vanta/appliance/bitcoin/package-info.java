/**
 * Bitcoin's own structures and rules, as stock Bitcoin Core has them: header, target and difficulty, transaction, merkle branch, block,
 * script pushes. Pure values, no I/O. Used by everything that touches L1 or miners.
 */
@NullMarked
package org.vanta.appliance.bitcoin;

import org.jspecify.annotations.NullMarked;
