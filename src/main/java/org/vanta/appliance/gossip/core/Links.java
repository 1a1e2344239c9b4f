package org.vanta.appliance.gossip.core;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/** Who is connected, and the few frames that wait for a connection to come up. */
final class Links {
    private static final int WAITING_OF_ONE = 4;

    private final GossipLimits limits;
    private final Consumer<Action> actions;
    /** To the time since when the topic has had no use for the connection. */
    private final LinkedHashMap<PeerId, Long> connected = new LinkedHashMap<>();

    private final Map<PeerId, Queue<Frame>> dialing = new LinkedHashMap<>();
    /** Of those dialled and connected, whom others have made us dial; until they are neighbours. */
    private final Set<PeerId> forOthers = new HashSet<>();

    Links(GossipLimits limits, Consumer<Action> actions) {
        this.limits = limits;
        this.actions = actions;
    }

    boolean isConnected(PeerId peer) {
        return connected.containsKey(peer);
    }

    boolean isDialing(PeerId peer) {
        return dialing.containsKey(peer);
    }

    /** Sends at once or once connected; false if neither can be. */
    boolean send(PeerId peer, Frame frame, PeerAddress address) {
        return send(peer, frame, address, limits.members().dialing(), false);
    }

    /** As {@link #send}, because somebody else wants it: there are few places for that, so that there is always one for what we want. */
    boolean sendForOthers(PeerId peer, Frame frame, PeerAddress address) {
        int room = forOthers.size() < limits.members().dialledForOthers()
                ? limits.members().dialing()
                : 0;
        return send(peer, frame, address, room, true);
    }

    private boolean send(PeerId peer, Frame frame, PeerAddress address, int dialingMax, boolean others) {
        if (isConnected(peer)) {
            actions.accept(new Action.Send(List.of(peer), frame));
            return true;
        }
        Queue<Frame> waiting = dialing.get(peer);
        if (waiting == null) {
            if (dialing.size() >= dialingMax) {
                return false;
            }
            if (others) {
                forOthers.add(peer);
            }
            waiting = new ArrayDeque<>();
            dialing.put(peer, waiting);
            actions.accept(new Action.Dial(peer, address));
        }
        if (waiting.size() >= WAITING_OF_ONE) {
            return false;
        }
        waiting.add(frame);
        return true;
    }

    void connected(PeerId peer, long now) {
        connected.put(peer, now);
        Queue<Frame> waiting = dialing.remove(peer);
        if (waiting != null) {
            waiting.forEach(frame -> actions.accept(new Action.Send(List.of(peer), frame)));
        }
    }

    void disconnected(PeerId peer) {
        connected.remove(peer);
        dialing.remove(peer);
        forOthers.remove(peer);
    }

    /** The connection is ours now, whoever made us open it. */
    void adopt(PeerId peer) {
        forOthers.remove(peer);
    }

    /** Restarts the wait for a use of a connection. */
    void touch(PeerId peer, long now) {
        connected.replace(peer, now);
    }

    void disconnect(PeerId peer) {
        dialing.remove(peer);
        forOthers.remove(peer);
        if (connected.remove(peer) != null) {
            actions.accept(new Action.Disconnect(peer));
        }
    }

    /** Gives up connections that nobody in {@code used} has had a use for. */
    void sweep(ActiveView used, long now) {
        for (Iterator<Map.Entry<PeerId, Long>> each = connected.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<PeerId, Long> link = each.next();
            if (!used.contains(link.getKey())
                    && now - link.getValue() > limits.members().idle().toNanos()) {
                each.remove();
                forOthers.remove(link.getKey());
                actions.accept(new Action.Disconnect(link.getKey()));
            }
        }
    }
}
