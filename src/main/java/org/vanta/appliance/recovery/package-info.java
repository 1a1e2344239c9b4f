/**
 * Restores rewards when nothing is left but the pool's seed and the chain: reads every coinbase of the active chain from node and derives the
 * notes of given owners again. The recover command brings what it finds to L2.
 */
@NullMarked
package org.vanta.appliance.recovery;

import org.jspecify.annotations.NullMarked;
