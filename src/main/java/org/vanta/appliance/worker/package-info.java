/** A thread of its own for a part that works in steps and otherwise sleeps: the chain's follower and the delivery queue. */
@NullMarked
package org.vanta.appliance.worker;

import org.jspecify.annotations.NullMarked;
