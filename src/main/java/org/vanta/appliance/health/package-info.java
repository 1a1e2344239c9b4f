/**
 * How the appliance is: one body for people and dashboards, probes for orchestrators, gauges for Prometheus. Reads node, stratum, index,
 * delivery and store through suppliers that the appliance connects when it starts them.
 */
@NullMarked
package org.vanta.appliance.health;

import org.jspecify.annotations.NullMarked;
