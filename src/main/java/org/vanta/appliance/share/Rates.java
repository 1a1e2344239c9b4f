package org.vanta.appliance.share;

/**
 * Hash rates at one moment, in hashes per second, from the difficulty that accepted shares counted for.
 *
 * @param minute1 over about the last minute; the others likewise
 */
public record Rates(double minute1, double minutes5, double hour1, double day1) {
    public static final Rates NONE = new Rates(0, 0, 0, 0);

    /** The rate of both together. */
    public Rates plus(Rates other) {
        return new Rates(minute1 + other.minute1, minutes5 + other.minutes5, hour1 + other.hour1, day1 + other.day1);
    }
}
