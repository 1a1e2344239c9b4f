package org.vanta.appliance.node;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bytes.Hash256;

/**
 * Looks at a node's new best block before the work is taken from it, where another node could give work instead: the header must have proof of
 * work, about as much as the others' and, where it is not far ahead, connect to what another node knows. Asks nodes, so not for an event loop.
 */
final class TipCheck {
    /** Blocks one node may be ahead of another for the path between them to be walked. */
    static final int STEPS_MAX = 8;

    /** Factor by which difficulty may change at once (Bitcoin's own bound). */
    private static final double EASIER_MAX = 4;

    private final List<Node> nodes;

    TipCheck(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** Why the node's tip can't be believed, in a sentence; empty if it can, or if nobody else could tell. */
    Optional<String> doubt(Node node, ChainTip tip) {
        Optional<Node> witness = nodes.stream()
                .filter(other -> other != node && other.state().givesWork())
                .filter(other -> heightOf(other) < tip.height())
                .max(Comparator.comparingInt(TipCheck::heightOf));
        if (witness.isEmpty()) {
            return Optional.empty();
        }
        String name = node.state().node() + " says that block " + tip.hash().displayHex() + " is its best";
        Node other = witness.get();
        double least = other.state()
                .tip()
                .flatMap(known -> header(other, known.hash()))
                .map(header -> header.target().difficulty() / EASIER_MAX)
                .orElse(0.0);
        Hash256 at = tip.hash();
        for (int step = 0; step < STEPS_MAX; step++) {
            NodeReply<BlockHeader> reply = node.client().header(at);
            if (!(reply instanceof NodeReply.Ok<BlockHeader>(BlockHeader header))) {
                return Optional.of(name + ", but has no header of it");
            }
            if (!header.hash().equals(at)
                    || !header.target().isMetBy(at)
                    || header.target().difficulty() < least) {
                return Optional.of(name + ", but that lacks proof of work");
            }
            at = header.previousHash();
            NodeReply<Integer> known = other.client().confirmations(at);
            if (known instanceof NodeReply.Ok<Integer> || !isUnknown(known)) {
                return Optional.empty();
            }
        }
        return heightOf(other) + STEPS_MAX < tip.height()
                ? Optional.empty()
                : Optional.of(name + ", but that does not connect to what "
                        + other.state().node() + " knows");
    }

    private static boolean isUnknown(NodeReply<Integer> reply) {
        return reply instanceof NodeReply.Failed<Integer>(NodeFailure failure)
                && failure instanceof NodeFailure.Refused;
    }

    private static Optional<BlockHeader> header(Node node, Hash256 hash) {
        return node.client().header(hash) instanceof NodeReply.Ok<BlockHeader>(BlockHeader header)
                ? Optional.of(header)
                : Optional.empty();
    }

    private static int heightOf(Node node) {
        return node.state().tip().map(ChainTip::height).orElse(-1);
    }
}
