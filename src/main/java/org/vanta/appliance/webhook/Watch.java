package org.vanta.appliance.webhook;

import java.util.Optional;

/** Something that is looked at now and then for news. Not for two threads at once. */
interface Watch {
    /** @return what is new since the last look; at the first nothing is */
    Optional<Alert> look(long now);
}
