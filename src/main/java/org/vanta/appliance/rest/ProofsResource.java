package org.vanta.appliance.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.TransferJournal;
import org.vanta.appliance.chain.VerifiedProof;
import org.vanta.appliance.proof.ProofAnswer;
import org.vanta.appliance.proof.ProofChecker;
import org.vanta.appliance.proof.ProofEvent;
import org.vanta.appliance.proof.ProofPlace;
import org.vanta.appliance.proof.ProofRequest;
import org.vanta.appliance.proof.ProofRing;
import org.vanta.verifier.VerificationStatus;

/**
 * {@code POST /proofs}: checks a proof; {@code GET /proofs/recent}: the last verified ones. A proof is an envelope ({@code
 * application/octet-stream}, or JSON with {@code envelope}) or a raw SP1 proof (JSON with {@code vkey}, {@code public_values}, {@code proof}).
 */
@Path("/proofs")
@Produces(MediaType.APPLICATION_JSON)
public final class ProofsResource {
    private final ProofChecker checker;
    private final ProofRing ring;

    public ProofsResource(ProofChecker checker, ProofRing ring) {
        this.checker = checker;
        this.ring = ring;
    }

    /** 200 with what is proven, 422 with the verifier's reason, 503 while too many proofs wait. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @RunOnVirtualThread
    public Proven check(byte[] body, @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType) {
        ProofRequest request = isBytes(contentType) ? ProofReader.envelope(body) : ProofReader.json(body);
        return switch (checker.submit(request)) {
            case ProofAnswer.Verified(VerifiedProof proof) -> {
                ring.add(new ProofEvent(Instant.now(), proof, new ProofPlace.Submitted()));
                yield Proven.of(proof);
            }
            case ProofAnswer.Refused(VerificationStatus reason) -> throw ProblemException.refusedProof(reason);
            case ProofAnswer.Busy(int queue) ->
                throw new ProblemException(
                        ProblemCode.PROOF_QUEUE_FULL, null, queue + " proofs wait for a check already; try again");
        };
    }

    private static boolean isBytes(@Nullable String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_OCTET_STREAM);
    }

    /** At most 500, newest first. Those of blocks leave again when their block does; none outlives the process. */
    @GET
    @Path("recent")
    public Recent recent() {
        return new Recent(ring.recent().stream().map(RecentProof::of).toList());
    }

    /**
     * @param system "sp1_groth16" or "sp1_plonk"
     * @param circuit version of the circuit, such as "v5.0.0"
     * @param programVkey key of the program that was run
     * @param pinned whether that is the program whose proofs count as spends
     * @param journal the public values as a journal, null if they don't have that form
     */
    public record Proven(
            String system,
            String circuit,
            @JsonProperty("program_vkey") String programVkey,
            boolean pinned,
            @Nullable Journal journal) {
        static Proven of(VerifiedProof proof) {
            return new Proven(
                    Words.of(proof.system()),
                    proof.circuit(),
                    proof.programVkey().hex(),
                    proof.pinned(),
                    proof.journal().map(Journal::of).orElse(null));
        }
    }

    /** @param valueBalance signed decimal, shielded value that becomes transparent */
    public record Journal(
            @JsonProperty("smt_root") String smtRoot,
            @JsonProperty("input_commitments") List<String> inputCommitments,
            List<String> nullifiers,
            List<String> commitments,
            @JsonProperty("value_balance") String valueBalance) {
        static Journal of(TransferJournal journal) {
            return new Journal(
                    journal.smtRoot().hex(),
                    hex(journal.inputCommitments()),
                    hex(journal.nullifiers()),
                    hex(journal.commitments()),
                    Long.toString(journal.valueBalance()));
        }

        private static List<String> hex(List<Hash256> hashes) {
            return hashes.stream().map(Hash256::hex).toList();
        }
    }

    /** Newest first. */
    public record Recent(List<RecentProof> proofs) {}

    /**
     * @param time of the block's header or of the submission, ISO 8601
     * @param source "block", or "submitted" for a proof the chain may never see
     * @param txid of the transaction that carries it, null if submitted
     * @param height of its block, null if submitted
     */
    public record RecentProof(
            String time,
            String source,
            String system,
            String circuit,
            @JsonProperty("program_vkey") String programVkey,
            boolean pinned,
            @Nullable Journal journal,
            @Nullable String txid,
            @Nullable Integer height) {
        static RecentProof of(ProofEvent event) {
            Proven proven = Proven.of(event.proof());
            ProofPlace.@Nullable InBlock block = event.place() instanceof ProofPlace.InBlock inBlock ? inBlock : null;
            return new RecentProof(
                    event.time().toString(),
                    block == null ? "submitted" : "block",
                    proven.system(),
                    proven.circuit(),
                    proven.programVkey(),
                    proven.pinned(),
                    proven.journal(),
                    block == null ? null : block.txid().displayHex(),
                    block == null ? null : (Integer) block.height());
        }
    }
}
