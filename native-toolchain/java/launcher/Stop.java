/** Ends the command with one sentence and no stack trace. */
final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop(String message) {
        super(message, null, false, false);
    }
}
