/**
 * Brings the notes of accepted blocks to L2: the own inbox or a remote sidecar. Takes them from store's queue, so that mining never waits for
 * L2 and nothing is lost when L2 is away or the appliance restarts.
 */
@NullMarked
package org.vanta.appliance.delivery;

import org.jspecify.annotations.NullMarked;
