/**
 * A winning share becomes a block: assembled, written down, submitted to every configured L1 node, settled. Takes winning shares from
 * stratum's side (as a {@code Consumer}) and tells of accepted blocks upward; only an accepted block ever reaches L2.
 */
@NullMarked
package org.vanta.appliance.block;

import org.jspecify.annotations.NullMarked;
