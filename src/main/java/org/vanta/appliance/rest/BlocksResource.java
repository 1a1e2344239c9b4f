package org.vanta.appliance.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.store.BlockRecord;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.CandidateStore;

/** {@code GET /blocks?limit=}: the latest indexed blocks, highest first, and which of them our miners found. */
@Path("/blocks")
@Produces(MediaType.APPLICATION_JSON)
public final class BlocksResource {
    static final int LIMIT_MAX = 100;
    private static final int LIMIT_DEFAULT = 20;

    private final ShieldedIndex index;
    private final CandidateStore candidates;
    private final ReadGate gate;

    BlocksResource(ShieldedIndex index, CandidateStore candidates, ReadGate gate) {
        this.index = index;
        this.candidates = candidates;
        this.gate = gate;
    }

    /** @param limit blocks to give, 1 to 100 */
    @GET
    @RunOnVirtualThread
    public Blocks blocks(@QueryParam("limit") @Nullable String limit) {
        int count = (int) Parameter.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        return gate.answer(() -> latest(count));
    }

    private Blocks latest(int count) {
        List<BlockRecord> latest = index.latest(count);
        Map<Hash256, Candidate> ours = candidates
                .among(latest.stream().map(BlockRecord::hash).toList())
                .stream()
                .collect(Collectors.toMap(Candidate::blockHash, Function.identity()));
        return new Blocks(latest.stream()
                .map(block -> BlockEntry.of(block, ours.get(block.hash())))
                .toList());
    }

    /** Highest first. */
    public record Blocks(List<BlockEntry> blocks) {}

    /**
     * @param time of the header, ISO 8601
     * @param ours whether one of our miners found it; worker, reward and commitment are null otherwise
     */
    public record BlockEntry(
            int height,
            String hash,
            @JsonProperty("previous_hash") String previousHash,
            String time,
            @JsonProperty("commitment_count") int commitmentCount,
            @JsonProperty("nullifier_count") int nullifierCount,
            @JsonProperty("unbacked_anchors") int unbackedAnchors,
            @JsonProperty("smt_root") String smtRoot,
            boolean ours,
            @Nullable String worker,
            @Nullable String reward,
            @Nullable String commitment) {
        static BlockEntry of(BlockRecord block, @Nullable Candidate candidate) {
            return new BlockEntry(
                    block.height(),
                    block.hash().displayHex(),
                    block.previousHash().displayHex(),
                    Instant.ofEpochSecond(block.time()).toString(),
                    block.commitments().size(),
                    block.nullifiers().size(),
                    block.unbackedAnchors(),
                    block.root().hex(),
                    candidate != null,
                    candidate == null ? null : candidate.worker(),
                    candidate == null ? null : Long.toUnsignedString(candidate.value()),
                    candidate == null ? null : candidate.commitment().hex());
        }
    }
}
