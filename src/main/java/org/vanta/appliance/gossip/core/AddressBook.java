package org.vanta.appliance.gossip.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where peers are: this one, the contacts its owner gave, and whatever the two views know. */
final class AddressBook {
    private final GossipLimits.Members limits;
    private final ActiveView active;
    private final PassiveView passive;
    private final Map<PeerId, PeerAddress> contacts = new LinkedHashMap<>();
    private PeerAddress own = PeerAddress.UNKNOWN;

    AddressBook(GossipLimits.Members limits, ActiveView active, PassiveView passive) {
        this.limits = limits;
        this.active = active;
        this.passive = passive;
    }

    void own(PeerAddress address) {
        own = address;
    }

    Optional<PeerAddress> own() {
        return Optional.of(own);
    }

    /** False if there are as many contacts as may be. */
    boolean addContact(PeerInfo contact) {
        if (contacts.size() >= limits.contacts() && !contacts.containsKey(contact.id())) {
            return false;
        }
        contacts.put(contact.id(), contact.address().orElse(PeerAddress.UNKNOWN));
        return true;
    }

    void removeContact(PeerId peer) {
        contacts.remove(peer);
    }

    Set<PeerId> contacts() {
        return contacts.keySet();
    }

    /** A neighbour is where it says; anybody else where the owner said first, and then where others have told. */
    PeerAddress of(PeerId peer) {
        ActiveView.Neighbour neighbour = active.get(peer);
        if (neighbour != null && !neighbour.address().isUnknown()) {
            return neighbour.address();
        }
        PeerAddress told = passive.address(peer);
        PeerAddress given = contacts.getOrDefault(peer, PeerAddress.UNKNOWN);
        return told == null ? given : given.and(told);
    }

    PeerInfo info(PeerId peer) {
        return new PeerInfo(peer, Optional.of(of(peer)));
    }

    /** At most {@code count} peers, of the reserve first. */
    List<PeerInfo> sample(int count, PeerId except) {
        List<PeerInfo> nodes = new ArrayList<>();
        int wanted = Math.min(count, limits.peersOfOneFrame());
        passive.sample(wanted, peer -> !peer.equals(except)).forEach(peer -> nodes.add(info(peer)));
        active.sample(wanted - nodes.size(), except).forEach(peer -> nodes.add(info(peer)));
        return nodes;
    }
}
