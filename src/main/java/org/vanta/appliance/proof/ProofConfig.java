package org.vanta.appliance.proof;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** Checking of submitted proofs; those in blocks are always checked, on threads of their own. */
@ConfigMapping(prefix = "vanta.proof")
public interface ProofConfig {
    /** Threads that check submitted proofs. A check takes about half a millisecond of one core. */
    @WithDefault("1")
    @Min(1)
    int threads();

    /** Submitted proofs that may wait for a thread; further ones are answered with 503. */
    @WithDefault("64")
    @Min(1)
    int queue();
}
