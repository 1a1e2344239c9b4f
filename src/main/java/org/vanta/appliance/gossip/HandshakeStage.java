package org.vanta.appliance.gossip;

import java.util.Locale;

/** How far handshakes that others began have come, as metrics name it. One that begins and does not finish failed or was given up. */
public enum HandshakeStage {
    /** Its address was let in. */
    BEGUN,
    /** The peer has proved its key. */
    FINISHED;

    /** Lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
