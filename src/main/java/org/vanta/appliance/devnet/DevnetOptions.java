package org.vanta.appliance.devnet;

import java.time.InstantSource;

/**
 * How a devnet is to be.
 *
 * @param port on the loopback interface, 0 for a free one
 * @param bits compact target of every block
 * @param clock what its header times are judged by
 */
public record DevnetOptions(int port, int bits, InstantSource clock) {
    /** The easiest target of Core's regression network: every second hash is a block. */
    public static final int EASIEST_BITS = 0x207fffff;

    public static DevnetOptions easiest() {
        return new DevnetOptions(0, EASIEST_BITS, InstantSource.system());
    }

    public DevnetOptions withBits(int newBits) {
        return new DevnetOptions(port, newBits, clock);
    }
}
