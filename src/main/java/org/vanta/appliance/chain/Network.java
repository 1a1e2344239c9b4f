package org.vanta.appliance.chain;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The networks an appliance can serve. The name ({@link #id()}) is what configuration, note derivation and the database carry.
 *
 * <p>{@code regtest} is a Bitcoin Core style regression network; {@code devnet} is the embedded L1 of the demo.
 */
public enum Network {
    MAINNET("main", 10_000_000_000_000L, 210_000),
    REGTEST("regtest", 5_000_000_000L, 150),
    DEVNET("devnet", 10_000_000_000_000L, 210_000);

    private final String l1Chain;
    private final long firstSubsidy;
    private final int halvingInterval;

    Network(String l1Chain, long firstSubsidy, int halvingInterval) {
        this.l1Chain = l1Chain;
        this.firstSubsidy = firstSubsidy;
        this.halvingInterval = halvingInterval;
    }

    /** Lower-case name. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What {@code getblockchaininfo.chain} of a node of this network says. */
    public String l1Chain() {
        return l1Chain;
    }

    /** Block subsidy in the smallest unit; halves at each interval, 0 after 64 halvings. */
    public long subsidy(int height) {
        int halvings = height / halvingInterval;
        return halvings >= Long.SIZE ? 0 : firstSubsidy >>> halvings;
    }

    /** @throws IllegalArgumentException naming the known networks */
    public static Network parse(String id) {
        return Arrays.stream(values())
                .filter(network -> network.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown network \"" + id + "\", known are "
                        + Arrays.stream(values()).map(Network::id).collect(Collectors.joining(", "))));
    }
}
