/**
 * Stratum v1, the protocol of miners: ports whose connections are spread over event loops, a connection that cuts lines, and the protocol that gives
 * them meaning. Takes jobs from job, gives submits to share, and pays whom the miner's user name says. What firmware needs and why is in
 * docs/stratum.md.
 */
@NullMarked
package org.vanta.appliance.stratum;

import org.jspecify.annotations.NullMarked;
