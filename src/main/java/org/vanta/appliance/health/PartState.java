package org.vanta.appliance.health;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How one part is. */
public enum PartState {
    UP,
    /** It works, but someone should look. */
    DEGRADED,
    DOWN,
    /** Not reached yet. */
    STARTING;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
