/**
 * Judges what miners submit: rebuilds the header, tests it against the share's and the network's target, refuses duplicates and late work,
 * counts per worker. Takes submits from stratum, hands winning shares to block through the {@code Consumer} given at construction.
 */
@NullMarked
package org.vanta.appliance.share;

import org.jspecify.annotations.NullMarked;
