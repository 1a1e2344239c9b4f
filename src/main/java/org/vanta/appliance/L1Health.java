package org.vanta.appliance;

import java.util.List;
import org.vanta.appliance.health.PartHealth;
import org.vanta.appliance.health.PartState;
import org.vanta.appliance.node.NodeState;

/** How L1 is, all nodes together. */
final class L1Health {
    private L1Health() {}

    /**
     * @param leading the node that the work comes from
     * @param all each node, the leading one among them
     * @param hasWork whether miners have work they may hash
     */
    static PartHealth of(NodeState leading, List<NodeState> all, boolean hasWork) {
        if (leading.failure().isPresent()) {
            String sentence = leading.failure().get();
            return all.stream()
                    .filter(node -> hasWork && node.givesWork())
                    .findFirst()
                    .map(other -> new PartHealth(
                            PartState.DEGRADED,
                            sentence + "; miners keep its work for now, as " + other.node()
                                    + " has a lower best block"))
                    .orElseGet(() -> new PartHealth(PartState.DOWN, sentence));
        }
        if (!hasWork) {
            return new PartHealth(PartState.DOWN, leading.node() + " has given no usable block template yet");
        }
        return all.stream()
                .flatMap(node -> node.failure().stream())
                .findFirst()
                .map(sentence -> new PartHealth(PartState.DEGRADED, sentence))
                .orElseGet(() -> new PartHealth(PartState.UP, "gives work"));
    }
}
