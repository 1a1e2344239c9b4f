package org.vanta.appliance.gossip;

import java.util.Locale;
import org.vanta.appliance.gossip.core.Misbehaviour;

/**
 * What is held against a peer, and how much. {@link Reputation#BAN_AT} is the measure: what no honest peer does weighs a quarter of a ban or
 * more, what an honest peer may do now and then weighs so little that a ban takes a habit.
 */
enum Offence {
    MALFORMED_FRAME(25),
    SPOOFED_ID(50),
    INVALID_CONTENT(0.5),
    OVERSIZE_CONTENT(0.5),
    REPEATED_MESSAGE(0.5),
    WITHHELD_MESSAGE(2),
    /** A frame or stream against the transport's rules. */
    BROKEN_STREAM(25);

    private final double weight;

    Offence(double weight) {
        this.weight = weight;
    }

    double weight() {
        return weight;
    }

    static Offence of(Misbehaviour how) {
        return switch (how) {
            case MALFORMED_FRAME -> MALFORMED_FRAME;
            case SPOOFED_ID -> SPOOFED_ID;
            case INVALID_CONTENT -> INVALID_CONTENT;
            case OVERSIZE_CONTENT -> OVERSIZE_CONTENT;
            case REPEATED_MESSAGE -> REPEATED_MESSAGE;
            case WITHHELD_MESSAGE -> WITHHELD_MESSAGE;
        };
    }

    /** Lower case, as logs, metrics and REST have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
