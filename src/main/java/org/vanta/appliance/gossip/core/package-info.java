/**
 * iroh-gossip/1 as a state machine: HyParView keeps the neighbours of a topic, PlumTree spreads messages among them, postcard words the
 * frames. No I/O, threads or clock: events and the time come in, actions go out, so that a simulation of hundreds of nodes is exact.
 */
@NullMarked
package org.vanta.appliance.gossip.core;

import org.jspecify.annotations.NullMarked;
