package org.vanta.appliance.cli;

import java.time.Duration;
import java.util.function.Consumer;
import org.vanta.appliance.delivery.DeliveryOutcome;
import org.vanta.appliance.delivery.NoteSink;
import org.vanta.appliance.note.EncryptedNote;

/**
 * Brings notes to a sidecar that can't take them at times, such as when its quota is used up: waits as long as it asks, and tries again until it has
 * taken none for the time given.
 */
final class PatientSink implements NoteSink {
    private final NoteSink sidecar;
    private final Duration bound;
    private final Consumer<String> news;

    /** @param news gets a sentence each time that waiting begins */
    PatientSink(NoteSink sidecar, Duration bound, Consumer<String> news) {
        this.sidecar = sidecar;
        this.bound = bound;
        this.news = news;
    }

    /** Unavailable only when the time is over, or the sidecar asks for more than is left of it. */
    @Override
    public DeliveryOutcome deliver(EncryptedNote note) {
        Patience patience = new Patience(bound);
        boolean told = false;
        while (true) {
            DeliveryOutcome outcome = sidecar.deliver(note);
            if (!(outcome instanceof DeliveryOutcome.Unavailable(String sentence, Duration asked))) {
                return outcome;
            }
            if (!told) {
                news.accept(sentence + "; trying again for up to " + bound.toSeconds() + " s");
                told = true;
            }
            try {
                if (!patience.pause(asked)) {
                    return outcome;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return outcome;
            }
        }
    }
}
