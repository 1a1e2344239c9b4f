package org.vanta.appliance.chain;

import java.util.List;
import java.util.Optional;

/**
 * Says which witness items prove a spend. The answers depend on the bytes and on {@link #program()} alone; whoever can't answer throws, for
 * "not proven" would be wrong.
 */
public interface ProofCheck {
    /** What {@link #program()} says when no program is pinned, and so nothing is proven. */
    String NO_PROGRAM = "none";

    /** Key of the pinned program in hex, or {@value #NO_PROGRAM}. */
    String program();

    /**
     * Checks the items of one or more blocks and waits until all are checked.
     *
     * @param items see {@link WitnessProofs}; not to be modified
     * @return one answer for each item, in order; empty for what is no proof, or a false one
     */
    List<Optional<VerifiedProof>> check(List<byte[]> items);

    /** For chains whose proofs are somebody else's to check. */
    static ProofCheck none() {
        return new ProofCheck() {
            @Override
            public String program() {
                return NO_PROGRAM;
            }

            @Override
            public List<Optional<VerifiedProof>> check(List<byte[]> items) {
                return items.stream().map(_ -> Optional.<VerifiedProof>empty()).toList();
            }
        };
    }
}
