package org.vanta.appliance.gossip.transport;

/** A peer's stream breaks the framing; the message says how. */
final class BrokenFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenFrameException(String message) {
        super(message);
    }
}
