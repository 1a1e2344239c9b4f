package org.vanta.appliance.gossip.core;

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

    /** What is worth dialling of an address that others told: on a public network nothing private, for one. */
    PeerAddress reachable(PeerAddress told);
}
