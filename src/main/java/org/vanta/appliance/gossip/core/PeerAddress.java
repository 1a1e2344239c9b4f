package org.vanta.appliance.gossip.core;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a peer may be reached.
 *
 * @param relay URL of the relay it listens at
 * @param direct resolved socket addresses, at most {@link #DIRECT_MAX}
 */
public record PeerAddress(Optional<String> relay, List<InetSocketAddress> direct) {
    /** More addresses than this for one peer are nobody's honest list. */
    public static final int DIRECT_MAX = 8;

    public static final PeerAddress UNKNOWN = new PeerAddress(Optional.empty(), List.of());

    public PeerAddress {
        direct = List.copyOf(direct.size() > DIRECT_MAX ? direct.subList(0, DIRECT_MAX) : direct);
    }

    /** These addresses, and then others as far as there is room; of two relays this one. */
    public PeerAddress and(PeerAddress others) {
        return new PeerAddress(
                relay.or(others::relay),
                Stream.concat(direct.stream(), others.direct.stream())
                        .distinct()
                        .toList());
    }

    public boolean isUnknown() {
        return relay.isEmpty() && direct.isEmpty();
    }
}
