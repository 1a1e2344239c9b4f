/**
 * Checks zero-knowledge proofs through the verifier extension: those in blocks for index, which asks through {@link
 * org.vanta.appliance.chain.ProofCheck}, and those that strangers submit for REST, on bounded worker threads and never on an event loop. What
 * holds is remembered in {@link org.vanta.appliance.proof.ProofRing} for explorers and dashboards.
 */
@NullMarked
package org.vanta.appliance.proof;

import org.jspecify.annotations.NullMarked;
