package org.vanta.appliance.cli;

import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.vanta.appliance.node.NodeClient;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;

/** Subsidy and fees of blocks as the node tells them, and how many times it did not. */
final class BlockRewards implements IntFunction<OptionalLong> {
    private final NodeClient client;
    private int unread;

    BlockRewards(NodeClient client) {
        this.client = client;
    }

    /** @throws CannotException if the node can't be asked at present */
    @Override
    public OptionalLong apply(int height) {
        return switch (client.blockReward(height)) {
            case NodeReply.Ok<Long>(Long reward) -> OptionalLong.of(reward);
            case NodeReply.Failed<Long>(NodeFailure.MethodMissing _) -> none();
            // Such as for a block whose undo data it has pruned.
            case NodeReply.Failed<Long>(NodeFailure.Refused _) -> none();
            case NodeReply.Failed<Long>(NodeFailure failure) ->
                throw new CannotException("can't read the fees of block " + height + ": " + failure.sentence()
                        + "; to go on, add --from-height " + height + " once that is mended");
        };
    }

    private OptionalLong none() {
        unread++;
        return OptionalLong.empty();
    }

    int unread() {
        return unread;
    }
}
