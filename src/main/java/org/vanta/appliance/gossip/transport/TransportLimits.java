package org.vanta.appliance.gossip.transport;

/**
 * What a transport spends on peers at most.
 *
 * @param connections open connections in all
 * @param connectionsPerAddress open connections that one address (IPv4, or an IPv6 /64) has made
 * @param connectionsPerPeer open connections to one key; the oldest goes when there is one more
 * @param dials connections made from here, open or being made; each costs about six threads
 * @param handshakesPerAddress handshakes that one address may begin at once; one more each second after that
 * @param handshakes handshakes that all addresses may begin at once; a tenth as many more each second after that
 * @param framesPerSecond how many frames are read from one connection, as many at once as in a second
 * @param bytesPerSecond of those frames, likewise
 */
public record TransportLimits(
        int connections,
        int connectionsPerAddress,
        int connectionsPerPeer,
        int dials,
        int handshakesPerAddress,
        int handshakes,
        int framesPerSecond,
        int bytesPerSecond) {

    public static final TransportLimits DEFAULT = new TransportLimits(128, 8, 3, 16, 10, 200, 6_000, 4 << 20);

    /** For regtest and devnet, where all peers share an address. */
    public static final TransportLimits ONE_MACHINE = new TransportLimits(128, 128, 3, 16, 200, 200, 6_000, 4 << 20);
}
