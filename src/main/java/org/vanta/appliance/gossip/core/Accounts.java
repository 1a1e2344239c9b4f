package org.vanta.appliance.gossip.core;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each peer has left of its budgets. A peer that changes its key to get new ones has to connect anew for it. */
final class Accounts {
    private final GossipLimits.Budgets budgets;
    private final LinkedHashMap<PeerId, Account> peers = new LinkedHashMap<>(16, 0.75f, true);

    /** @param corrections what we tell the peer ourselves: never charged to what it may send */
    private record Account(Map<Misbehaviour, Allowance> sent, Allowance corrections) {}

    Accounts(GossipLimits.Budgets budgets) {
        this.budgets = budgets;
    }

    /** Charges a peer for something that becomes {@code excess} if it has too much of it. */
    boolean allows(PeerId peer, Misbehaviour excess, long now) {
        return account(peer).sent.computeIfAbsent(excess, this::allowance).take(now);
    }

    /** Whether it is time to tell a peer again that it is mistaken. */
    boolean allowsCorrection(PeerId peer, long now) {
        return account(peer).corrections.take(now);
    }

    private Account account(PeerId peer) {
        Account account = peers.get(peer);
        if (account == null) {
            account = new Account(new EnumMap<>(Misbehaviour.class), new Allowance(budgets.corrections()));
            peers.put(peer, account);
            if (peers.size() > budgets.peers()) {
                peers.pollFirstEntry();
            }
        }
        return account;
    }

    private Allowance allowance(Misbehaviour excess) {
        return new Allowance(
                switch (excess) {
                    case FORWARDED_JOIN_FLOOD -> budgets.forwardJoins();
                    case SHUFFLE_FLOOD -> budgets.shuffles();
                    case GRAFT_FLOOD -> budgets.grafts();
                    case REPEATED_MESSAGE -> budgets.repeats();
                    case WITHHELD_MESSAGE -> budgets.withheld();
                    case MEMBERSHIP_FLOOD,
                            MALFORMED_FRAME,
                            SPOOFED_ID,
                            INVALID_CONTENT,
                            OVERSIZE_CONTENT,
                            ANNOUNCEMENT_FLOOD,
                            ADDRESS_FLOOD -> budgets.membership();
                });
    }

    int size() {
        return peers.size();
    }
}
