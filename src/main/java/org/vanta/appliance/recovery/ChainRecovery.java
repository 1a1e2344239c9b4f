package org.vanta.appliance.recovery;

import java.util.Optional;
import java.util.function.Consumer;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.node.BlockFetcher;
import org.vanta.appliance.node.ChainReader;
import org.vanta.appliance.node.ChainTip;
import org.vanta.appliance.node.FetchedBlock;
import org.vanta.appliance.node.NodeFailure;
import org.vanta.appliance.node.NodeReply;

/** Goes through the active chain and tells each reward it can derive, lowest first. */
public final class ChainRecovery {
    private static final int BATCH = 64;

    private final ChainReader chain;
    private final RewardSearch search;
    private final Consumer<Progress> progress;

    /** @param progress told after each batch of blocks */
    public ChainRecovery(ChainReader chain, RewardSearch search, Consumer<Progress> progress) {
        this.chain = chain;
        this.search = search;
        this.progress = progress;
    }

    /** How far the search has come. */
    public record Progress(int height, int tip) {}

    /**
     * @param height the last height searched; the tip's if the search was to begin above it
     * @param found rewards told
     * @param others coinbases of our form that the seed does not open to the given owners
     * @param failure why the search ended before the tip
     */
    public record Outcome(int height, int found, int others, Optional<NodeFailure> failure) {}

    public Outcome search(int from, Consumer<RecoveredReward> found) {
        int tip;
        switch (chain.tip()) {
            case NodeReply.Ok<ChainTip>(ChainTip value) -> tip = value.height();
            case NodeReply.Failed<ChainTip>(NodeFailure failure) -> {
                return new Outcome(from - 1, 0, 0, Optional.of(failure));
            }
        }
        int rewards = 0;
        int others = 0;
        int height = from;
        try (BlockFetcher fetcher = new BlockFetcher(chain)) {
            while (height <= tip) {
                NodeReply<FetchedBlock> reply = fetcher.next(height, tip);
                if (reply instanceof NodeReply.Failed<FetchedBlock>(NodeFailure failure)) {
                    return new Outcome(height - 1, rewards, others, Optional.of(failure));
                }
                Block block = ((NodeReply.Ok<FetchedBlock>) reply).value().block();
                Optional<RecoveredReward> reward = search.search(height, block);
                if (reward.isPresent()) {
                    rewards++;
                    found.accept(reward.get());
                } else if (RewardSearch.hasOurForm(height, block)) {
                    others++;
                }
                if (height % BATCH == 0 || height == tip) {
                    progress.accept(new Progress(height, tip));
                }
                height++;
            }
        }
        return new Outcome(tip, rewards, others, Optional.empty());
    }
}
