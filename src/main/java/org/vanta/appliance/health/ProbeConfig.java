package org.vanta.appliance.health;

import io.smallrye.config.ConfigMapping;
import java.util.OptionalInt;

/** Where an orchestrator asks how the appliance is. */
@ConfigMapping(prefix = "vanta.probe")
public interface ProbeConfig {
    /**
     * Port that answers /health/live, /health/ready and /health/started and nothing else, as the port of REST does, but from the beginning of the
     * start on, and also when somebody holds all of that port's connections; not to be open to the public. None if unset.
     */
    OptionalInt port();
}
