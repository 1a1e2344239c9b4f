package org.vanta.appliance;

import java.time.Duration;
import java.util.function.Consumer;
import org.vanta.appliance.delivery.DeliveryOutcome;
import org.vanta.appliance.delivery.NoteSink;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.SubmitOutcome;

/**
 * Delivers notes to the inbox of this appliance, and tells peers of each that is there: of those, too, whose block was accepted before a stop, or
 * by the chain after every node had rejected it.
 *
 * @param peers may be told the same twice; must return soon
 */
record OwnSidecar(ShieldedIndex index, Consumer<EncryptedNote> peers) implements NoteSink {
    @Override
    public DeliveryOutcome deliver(EncryptedNote note) {
        try {
            return switch (index.submit(note, NoteSource.OWN)) {
                case SubmitOutcome.Stored _, SubmitOutcome.Known _ -> {
                    peers.accept(note);
                    yield new DeliveryOutcome.Delivered();
                }
                case SubmitOutcome.TooManyEnvelopes(int max) ->
                    new DeliveryOutcome.Failed(
                            "our inbox holds " + max + " other envelopes for " + note.commitment() + " already");
                case SubmitOutcome.TooManyWaiting(int max) ->
                    new DeliveryOutcome.Unavailable(
                            "our inbox is full: " + max + " notes wait for a block", Duration.ZERO);
                case SubmitOutcome.NotNow(String reason) -> new DeliveryOutcome.Unavailable(reason, Duration.ZERO);
            };
        } catch (RuntimeException e) {
            return new DeliveryOutcome.Unavailable("our inbox can't be written: " + e.getMessage(), Duration.ZERO);
        }
    }
}
