package org.vanta.appliance.stratum;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many places are wanted and not there: of all there are, and of those of addresses and subnets. For one thread. */
final class WantedPlaces {
    private int anywhere;
    private final Map<MinerAddress, Integer> at;

    /** @param at by address, and by subnet as {@link MinerAddress#ofSubnet} has it */
    WantedPlaces(int anywhere, Map<MinerAddress, Integer> at) {
        this.anywhere = anywhere;
        this.at = new HashMap<>(at);
    }

    boolean isNone() {
        return anywhere == 0 && at.isEmpty();
    }

    /** Whether one is wanted that a connection from there has; it counts as given back then. */
    boolean take(@Nullable MinerAddress from) {
        boolean wanted = anywhere > 0;
        anywhere = Math.max(anywhere - 1, 0);
        return from == null ? wanted : takeAt(from) | takeAt(from.ofSubnet()) | wanted;
    }

    private boolean takeAt(MinerAddress place) {
        boolean wanted = at.containsKey(place);
        at.computeIfPresent(place, (_, count) -> count > 1 ? count - 1 : null);
        return wanted;
    }
}
