/**
 * Turns a block template of the node into work that can be paid: clears what miners roll, computes the coinbase's merkle branch, and makes
 * the coinbase that pays one owner's note. Reads node's {@link org.vanta.appliance.node.BlockTemplate}, feeds job.
 */
@NullMarked
package org.vanta.appliance.template;

import org.jspecify.annotations.NullMarked;
