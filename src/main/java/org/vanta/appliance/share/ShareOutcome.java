package org.vanta.appliance.share;

import java.util.Optional;

/** What one submit came to. The block test is independent of the share's standing, so a refused share can carry a block too. */
public sealed interface ShareOutcome {
    /**
     * Counts as a share.
     *
     * @param credit the difficulty it was asked for and counts for
     * @param difficulty the difficulty its hash reached
     */
    record Accepted(double credit, double difficulty) implements ShareOutcome {}

    /** Counts as a share and is a block; for {@code credit} and {@code difficulty} see {@link Accepted}. */
    record BlockFound(WinningShare share, double credit, double difficulty) implements ShareOutcome {}

    /**
     * Does not count.
     *
     * @param winning the block it is all the same, unless that came before
     */
    record Rejected(ShareReject reason, Optional<WinningShare> winning) implements ShareOutcome {}

    /** The block, if the hash meets the network's target and did not come before. */
    default Optional<WinningShare> winningShare() {
        return switch (this) {
            case Accepted _ -> Optional.empty();
            case BlockFound(WinningShare share, double _, double _) -> Optional.of(share);
            case Rejected(ShareReject _, Optional<WinningShare> winning) -> winning;
        };
    }
}
