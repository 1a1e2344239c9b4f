/**
 * Work for miners: jobs made from templates, the store that remembers them while shares may still come, extranonces that keep connections
 * apart, and the feed that publishes each new job to whoever serves miners. Takes templates from node, gives jobs to stratum and share.
 */
@NullMarked
package org.vanta.appliance.job;

import org.jspecify.annotations.NullMarked;
