package org.vanta.appliance.delivery;

import java.time.Duration;

/** What a delivery came to. */
public sealed interface DeliveryOutcome {
    /** The note is kept there. */
    record Delivered() implements DeliveryOutcome {}

    /** It is not, which says nothing of other notes; to be tried again. */
    record Failed(String sentence) implements DeliveryOutcome {}

    /** Nothing can be delivered there at present. @param retryAfter the pause that was asked for, zero if none was */
    record Unavailable(String sentence, Duration retryAfter) implements DeliveryOutcome {}
}
