package org.vanta.appliance.delivery;

import org.vanta.appliance.note.EncryptedNote;

/** Where notes are delivered. Receiving the same note twice is the same as once. */
@FunctionalInterface
public interface NoteSink {
    /** Blocks for as long as the sink takes; never throws. */
    DeliveryOutcome deliver(EncryptedNote note);
}
