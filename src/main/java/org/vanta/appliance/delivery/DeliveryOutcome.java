package org.vanta.appliance.delivery;

import org.vanta.appliance.store.SubmitOutcome;

/** What a delivery came to. */
public sealed interface DeliveryOutcome {
    /** The note is kept there. */
    record Delivered() implements DeliveryOutcome {}

    /** It is not; to be tried again. */
    record Failed(String sentence) implements DeliveryOutcome {}

    /** What the own inbox's answer means for a delivery. */
    static DeliveryOutcome of(SubmitOutcome outcome) {
        return switch (outcome) {
            case SubmitOutcome.Stored _, SubmitOutcome.Known _ -> new Delivered();
            case SubmitOutcome.TooManyEnvelopes(int max) ->
                new Failed("the inbox holds " + max + " other envelopes for this commitment");
            case SubmitOutcome.TooManyWaiting(int max) -> new Failed(max + " notes wait in the inbox");
        };
    }
}
