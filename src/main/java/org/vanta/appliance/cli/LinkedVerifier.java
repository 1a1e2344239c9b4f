package org.vanta.appliance.cli;

import org.vanta.verifier.Verifier;
import org.vanta.verifier.VerifierUnavailableException;

/** The verifier for a command that runs without the appliance. */
final class LinkedVerifier {
    private LinkedVerifier() {}

    /** @throws CannotException if it can't be used here */
    static Verifier get() {
        try {
            return Verifier.link();
        } catch (VerifierUnavailableException e) {
            throw new CannotException(String.valueOf(e.getMessage()), e);
        }
    }
}
