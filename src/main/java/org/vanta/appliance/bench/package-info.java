/**
 * A load generator for Stratum servers, ours or a peer's: thousands of miners on one thread, and attackers. Knows only the wire; what is to be
 * measured comes from cli, the figures go back there.
 */
@NullMarked
package org.vanta.appliance.bench;

import org.jspecify.annotations.NullMarked;
