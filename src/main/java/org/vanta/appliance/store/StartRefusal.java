package org.vanta.appliance.store;

/** The state can't be opened; the message is one sentence for the operator that names the remedy. Nothing was changed. */
public final class StartRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefusal(String sentence) {
        super(sentence);
    }

    public StartRefusal(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
