package org.vanta.appliance.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What an orchestrator is answered.
 *
 * @param detail what the start is at, null once it is done
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProbeAnswer(PartState status, @Nullable String detail) {
    private static final int OK = 200;
    private static final int SERVICE_UNAVAILABLE = 503;

    static ProbeAnswer live() {
        return new ProbeAnswer(PartState.UP, null);
    }

    static ProbeAnswer ready(Vitals vitals) {
        return new ProbeAnswer(vitals.isReady() ? PartState.UP : PartState.DOWN, null);
    }

    static ProbeAnswer started(Vitals vitals) {
        return vitals.isStarted()
                ? new ProbeAnswer(PartState.UP, null)
                : new ProbeAnswer(PartState.STARTING, vitals.starting());
    }

    /** The HTTP status that goes with it. */
    int code() {
        return status == PartState.UP ? OK : SERVICE_UNAVAILABLE;
    }
}
