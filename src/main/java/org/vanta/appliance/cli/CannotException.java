package org.vanta.appliance.cli;

/** A command can't go on; the message is the one sentence the user sees, and the exit code is {@link ExitCode#CANNOT}. */
final class CannotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotException(String sentence) {
        super(sentence);
    }

    CannotException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
