package org.vanta.appliance.gossip.core;

import java.util.Optional;

/** The owner's word on peers, asked before a peer is made a neighbour, remembered or told of to others. */
public interface PeerPolicy {
    /** Takes everybody at every address. */
    PeerPolicy EVERYBODY = new PeerPolicy() {
        @Override
        public boolean admits(PeerId peer) {
            return true;
        }

        @Override
        public PeerAddress reachable(PeerAddress told) {
            return told;
        }
    };

    /** False for the banned. */
    boolean admits(PeerId peer);

    /**
     * The part of the open network that a peer is in, as one who owns many addresses there would be. Nothing for peers of this machine or of a
     * local network: each of those stands for itself.
     */
    default Optional<String> netGroup(PeerId peer, PeerAddress known) {
        return Optional.empty();
    }

    /** What is worth dialling of an address that others told: on a public network nothing private, for one. */
    PeerAddress reachable(PeerAddress told);
}
