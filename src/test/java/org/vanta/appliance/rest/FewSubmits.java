package org.vanta.appliance.rest;

import java.util.HashMap;
import java.util.Map;

/** As {@link WithoutL1}, with a quota that a test can use up. */
public final class FewSubmits extends WithoutL1 {
    static final int SUBMITS = 20;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
        overrides.put("vanta.inbox.submits-per-minute", String.valueOf(SUBMITS));
        return overrides;
    }
}
