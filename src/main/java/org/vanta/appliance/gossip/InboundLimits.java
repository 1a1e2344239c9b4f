package org.vanta.appliance.gossip;

/**
 * How much is taken in from peers. What a peer sends within its {@code own} share is always taken; beyond that it takes from what all peers
 * {@code shared}; beyond both its frames are dropped, without blame: an honest peer passes on what others made, however much that is. How fast
 * it is read at all is the transport's affair.
 *
 * @param peers whose shares are kept; the longest silent give way
 * @param waiting frames that wait to be handled
 * @param waitingBytes of them
 */
record InboundLimits(Rate own, Rate shared, int peers, int waiting, long waitingBytes) {
    /**
     * @param frames at once
     * @param framesPerSecond in the long run
     * @param bytes at once
     * @param bytesPerSecond in the long run
     */
    record Rate(int frames, int framesPerSecond, long bytes, long bytesPerSecond) {}

    static final InboundLimits DEFAULT = new InboundLimits(
            new Rate(2_048, 200, 1 << 20, 128 << 10), new Rate(16_384, 2_000, 8 << 20, 1 << 20), 512, 16_384, 16 << 20);
}
