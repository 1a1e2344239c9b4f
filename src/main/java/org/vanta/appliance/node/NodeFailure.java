package org.vanta.appliance.node;

/** Why a call to the node gave nothing. {@link #sentence()} is fit for a log line and for health. */
public sealed interface NodeFailure {
    String sentence();

    /** Nobody listens, or the connection broke. */
    record Unreachable(String sentence) implements NodeFailure {}

    /** No answer within the call's bound. */
    record TimedOut(String sentence) implements NodeFailure {}

    /** The node is there but not ready: warming up (-28), initial download (-10), no peers (-9), work queue full (HTTP 503). */
    record Busy(String sentence) implements NodeFailure {}

    /** The cookie or password was not accepted, or the cookie file can't be read. */
    record Unauthorized(String sentence) implements NodeFailure {}

    /** The answer is not what the protocol says. */
    record Malformed(String sentence) implements NodeFailure {}

    /** The node does not know the method (-32601). */
    record MethodMissing(String sentence) implements NodeFailure {}

    /** The node answered with an error of its own. */
    record Refused(int code, String message) implements NodeFailure {
        @Override
        public String sentence() {
            return "node refused: " + message + " (" + code + ")";
        }
    }
}
