package org.vanta.appliance.store;

/** The last resort, in words. */
final class FromTheChain {
    static final String REMEDY =
            "move vanta.mv.db and vanta.journal out of the data directory, start again, and when the index has caught"
                    + " up run \"vanta recover --seed-file pool.seed --owner KEY\" with the seed of the data directory for"
                    + " each owner key";

    private FromTheChain() {}
}
