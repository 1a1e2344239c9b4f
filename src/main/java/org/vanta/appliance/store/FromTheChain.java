package org.vanta.appliance.store;

/** The last resort, in words. */
final class FromTheChain {
    private FromTheChain() {}

    static String remedy(Engine engine) {
        return engine.outOfTheWay() + ", start again, and when the index has caught up run \"vanta recover --seed-file"
                + " pool.seed --owner KEY\" with the seed of the data directory for each owner key";
    }
}
