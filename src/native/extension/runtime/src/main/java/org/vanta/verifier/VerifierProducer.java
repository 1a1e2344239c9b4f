package org.vanta.verifier;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the application its one verifier. */
@Singleton
public class VerifierProducer {
    /** Linked when first wanted. */
    @Produces
    @Singleton
    Verifier verifier() {
        return Verifier.link();
    }
}
