package org.vanta.appliance.gossip.core;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each peer has left of its budgets. A peer that changes its key to get new ones has to connect anew for it. */
final class Accounts {
    private final GossipLimits.Budgets budgets;
    private final LinkedHashMap<PeerId, Account> peers = new LinkedHashMap<>(16, 0.75f, true);

    /** What is charged for. */
    enum Kind {
        MEMBERSHIP,
        FORWARD_JOIN,
        SHUFFLE,
        GRAFT,
        REPEAT,
        WITHHELD
    }

    /** @param corrections what we tell the peer ourselves: never charged to what it may send */
    private record Account(Map<Kind, Allowance> sent, Allowance corrections) {}

    Accounts(GossipLimits.Budgets budgets) {
        this.budgets = budgets;
    }

    /** Charges a peer for something; false if it has had too much of that. */
    boolean allows(PeerId peer, Kind kind, long now) {
        return account(peer).sent.computeIfAbsent(kind, this::allowance).take(now);
    }

    /** Whether it is time to tell a peer again that it is mistaken. */
    boolean allowsCorrection(PeerId peer, long now) {
        return account(peer).corrections.take(now);
    }

    private Account account(PeerId peer) {
        Account account = peers.get(peer);
        if (account == null) {
            account = new Account(new EnumMap<>(Kind.class), new Allowance(budgets.corrections()));
            peers.put(peer, account);
            if (peers.size() > budgets.peers()) {
                peers.pollFirstEntry();
            }
        }
        return account;
    }

    private Allowance allowance(Kind kind) {
        return new Allowance(
                switch (kind) {
                    case MEMBERSHIP -> budgets.membership();
                    case FORWARD_JOIN -> budgets.forwardJoins();
                    case SHUFFLE -> budgets.shuffles();
                    case GRAFT -> budgets.grafts();
                    case REPEAT -> budgets.repeats();
                    case WITHHELD -> budgets.withheld();
                });
    }

    int size() {
        return peers.size();
    }
}
