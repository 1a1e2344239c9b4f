package org.vanta.appliance.proof;

import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.vanta.verifier.Verifier;

/** The whole program over the verifier's test build, where a test profile says so. */
@Alternative
@Singleton
public class TestVerifier {
    @Produces
    @Alternative
    @Singleton
    Verifier verifier() {
        return TestProofs.verifier();
    }
}
