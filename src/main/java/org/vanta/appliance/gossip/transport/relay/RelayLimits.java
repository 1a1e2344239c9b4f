package org.vanta.appliance.gossip.transport.relay;

/**
 * What a relay gives at most.
 *
 * @param clients endpoints connected at once
 * @param clientsPerAddress connections from one IPv4 address or one IPv6 /64 at once
 * @param bytesPerSecond what one endpoint may send on average; more is dropped, as networks do
 * @param burstBytes what it may send at once
 * @param queueBytes what may wait for one endpoint; more is dropped
 */
public record RelayLimits(int clients, int clientsPerAddress, int bytesPerSecond, int burstBytes, int queueBytes) {
    public static final RelayLimits DEFAULT = new RelayLimits(1_000, 64, 1 << 20, 4 << 20, 512 * 1024);
}
