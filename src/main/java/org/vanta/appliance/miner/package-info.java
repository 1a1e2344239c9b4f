/**
 * A CPU miner: an ordinary Stratum v1 client that any pool could serve. Used by the demo, by the miner command and by tests; tells what
 * happens through {@link org.vanta.appliance.miner.MinerEvent}.
 */
@NullMarked
package org.vanta.appliance.miner;

import org.jspecify.annotations.NullMarked;
