package org.vanta.appliance.stratum;

import java.time.InstantSource;
import java.util.function.DoubleFunction;
import java.util.function.LongSupplier;
import org.vanta.appliance.bitcoin.Target;

/**
 * What the server measures with.
 *
 * @param clock the time of day
 * @param nanos a clock that is never set, in nanoseconds
 * @param targets what hash a share of a difficulty must have
 */
record Instruments(InstantSource clock, LongSupplier nanos, DoubleFunction<Target> targets) {
    static Instruments of(InstantSource clock) {
        return new Instruments(clock, System::nanoTime, Target::fromDifficulty);
    }
}
