package org.vanta.appliance.gossip;

import java.util.Collection;
import java.util.LinkedHashSet;
import org.vanta.appliance.bytes.Hash256;

/** What peers say is on the chain and our index has not seen there; the oldest are forgotten. Only ever counted. For any thread. */
final class Hints {
    static final int MAX = 4_096;

    private final LinkedHashSet<Hash256> waiting = new LinkedHashSet<>();

    synchronized void heard(Hash256 value) {
        waiting.addLast(value);
        if (waiting.size() > MAX) {
            waiting.removeFirst();
        }
    }

    synchronized void onChain(Collection<Hash256> values) {
        values.forEach(waiting::remove);
    }

    synchronized int size() {
        return waiting.size();
    }
}
