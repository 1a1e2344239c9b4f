package org.vanta.appliance.gossip.transport;

/** A peer's stream breaks the framing; the message says how. */
final class BrokenFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    BrokenFrameException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
