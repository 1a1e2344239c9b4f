package org.vanta.appliance.gossip;

/**
 * How much is taken in from peers. What a peer sends within its {@code own} share is always taken; beyond that it takes from what all peers
 * {@code shared}; beyond both its frames are dropped, without blame: an honest peer passes on what others made. It passes on nothing twice
 * though, so no honest peer sends more than all shares together. What is above the {@code ceiling} is held against its sender.
 *
 * @param peers whose shares are kept; the longest silent give way
 * @param waiting frames that wait to be handled
 * @param waitingBytes of them
 */
record InboundLimits(Rate own, Rate shared, Rate ceiling, int peers, int waiting, long waitingBytes) {
    /**
     * @param frames at once
     * @param framesPerSecond in the long run
     * @param bytes at once
     * @param bytesPerSecond in the long run
     */
    record Rate(int frames, int framesPerSecond, long bytes, long bytesPerSecond) {}

    static final InboundLimits DEFAULT = new InboundLimits(
            new Rate(2_048, 200, 1 << 20, 128 << 10),
            new Rate(16_384, 2_000, 8 << 20, 1 << 20),
            new Rate(32_768, 6_000, 32 << 20, 4 << 20),
            512,
            16_384,
            16 << 20);
}
