package org.vanta.verifier;

/** The verifier library can't be used where this program runs; the message is one sentence that names the remedy. */
public final class VerifierUnavailableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    VerifierUnavailableException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
