package org.vanta.appliance.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What one source, an IPv4 address or an IPv6 /64, may bring to the inbox. */
@ConfigMapping(prefix = "vanta.inbox")
public interface InboxConfig {
    /** Calls of POST /submit a minute from one source, as many at once; 0 for no bound. */
    @WithDefault("600")
    int submitsPerMinute();

    /** Notes that no block has anchored yet, taken from one source in a day; 0 for no bound. */
    @WithDefault("5000")
    int pendingPerDay();
}
