package org.vanta.appliance.devnet;

import java.time.InstantSource;

/**
 * How a devnet is to be.
 *
 * @param port on the loopback interface, 0 for a free one
 * @param bits compact target of every block
 * @param clock what its header times are judged by
 * @param fillers transactions its templates begin with, for load alone: they spend nothing that exists, so no block with them is taken
 */
public record DevnetOptions(int port, int bits, InstantSource clock, int fillers) {
    /** The easiest target of Core's regression network: every second hash is a block. */
    public static final int EASIEST_BITS = 0x207fffff;

    public static DevnetOptions easiest() {
        return new DevnetOptions(0, EASIEST_BITS, InstantSource.system(), 0);
    }

    public DevnetOptions withBits(int newBits) {
        return new DevnetOptions(port, newBits, clock, fillers);
    }

    public DevnetOptions withFillers(int newFillers) {
        return new DevnetOptions(port, bits, clock, newFillers);
    }
}
