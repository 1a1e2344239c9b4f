package org.vanta.appliance.bytes;

/** Input bytes or hex text that do not have the shape their format demands; the message names what was expected. */
public final class MalformedBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }

    public MalformedBytesException(String message, Throwable cause) {
        super(message, cause);
    }
}
