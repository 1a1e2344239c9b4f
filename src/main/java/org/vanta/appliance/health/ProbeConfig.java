package org.vanta.appliance.health;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.OptionalInt;

/** Where an orchestrator asks how the appliance is. */
@ConfigMapping(prefix = "vanta.probe")
public interface ProbeConfig {
    /**
     * Port that answers /health/live, /health/ready and /health/started and nothing else, as the port of REST does, but from the beginning of the
     * start on, and also when somebody holds all of that port's connections; not to be open to the public. None if unset.
     */
    @Min(0)
    @Max(65_535)
    OptionalInt port();
}
