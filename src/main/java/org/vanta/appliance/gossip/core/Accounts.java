package org.vanta.appliance.gossip.core;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each peer has left of its budgets. A peer that changes its key to get new ones has to connect anew for it. */
final class Accounts {
    private final GossipLimits.Budgets budgets;
    private final LinkedHashMap<PeerId, Map<Misbehaviour, Allowance>> peers = new LinkedHashMap<>(16, 0.75f, true);

    Accounts(GossipLimits.Budgets budgets) {
        this.budgets = budgets;
    }

    /** Charges a peer for something that becomes {@code excess} if it has too much of it. */
    boolean allows(PeerId peer, Misbehaviour excess, long now) {
        Map<Misbehaviour, Allowance> account = peers.get(peer);
        if (account == null) {
            account = new EnumMap<>(Misbehaviour.class);
            peers.put(peer, account);
            if (peers.size() > budgets.peers()) {
                peers.pollFirstEntry();
            }
        }
        return account.computeIfAbsent(excess, this::allowance).take(now);
    }

    private Allowance allowance(Misbehaviour excess) {
        return new Allowance(
                switch (excess) {
                    case FORWARDED_JOIN_FLOOD -> budgets.forwardJoins();
                    case SHUFFLE_FLOOD -> budgets.shuffles();
                    case GRAFT_FLOOD -> budgets.grafts();
                    case REPEATED_MESSAGE -> budgets.repeats();
                    case MEMBERSHIP_FLOOD,
                            MALFORMED_FRAME,
                            SPOOFED_ID,
                            INVALID_CONTENT,
                            OVERSIZE_CONTENT,
                            WITHHELD_MESSAGE,
                            ANNOUNCEMENT_FLOOD,
                            ADDRESS_FLOOD -> budgets.membership();
                });
    }

    int size() {
        return peers.size();
    }
}
