package org.vanta.appliance.store;

import java.time.Instant;
import org.vanta.appliance.note.EncryptedNote;

/**
 * A note of an accepted block on its way to L2.
 *
 * @param attempts made so far
 * @param nextAttempt not before this
 */
public record Delivery(long id, EncryptedNote note, int attempts, Instant nextAttempt) {}
