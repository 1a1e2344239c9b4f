/**
 * Judges what miners submit: rebuilds the header, tests it against the share's and the network's target, refuses duplicates and late work,
 * counts per worker, and sets each connection's difficulty by the rate of its shares. Takes submits from stratum, hands winning shares to
 * block through the {@code Consumer} given at construction.
 */
@NullMarked
package org.vanta.appliance.share;

import org.jspecify.annotations.NullMarked;
