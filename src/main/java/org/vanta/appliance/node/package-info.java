/**
 * L1: talks JSON-RPC over HTTP to any node of Bitcoin Core's kind. Gives the chain tip, blocks, block templates and {@code submitblock} to
 * template, block and index; every failure is a {@link org.vanta.appliance.node.NodeFailure}, never an exception.
 */
@NullMarked
package org.vanta.appliance.node;

import org.jspecify.annotations.NullMarked;
