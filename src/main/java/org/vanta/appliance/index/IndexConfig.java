package org.vanta.appliance.index;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the index follows L1. */
@ConfigMapping(prefix = "vanta.index")
public interface IndexConfig {
    /** Blocks that are undone one by one when the chain reorganises. A deeper reorganisation rebuilds the whole state from L1. */
    @WithDefault("1000")
    int reorgMax();
}
