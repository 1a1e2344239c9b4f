package org.vanta.appliance.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

/** The calls we make to one node. Each blocks its thread until the answer or the time-out; safe for use by many threads. */
public final class NodeClient implements ChainReader, AutoCloseable {
    /**
     * A long poll is answered when the node has something to tell. It is not given up earlier: the node would go on holding one of its few
     * RPC threads for it. A connection that died meanwhile is found by {@link TemplateFeed}, which sees the tip change without an answer.
     */
    private static final Duration LONG_POLL_TIMEOUT = Duration.ofDays(1);

    private final NodeEndpoint endpoint;
    private final JsonRpc rpc;
    private final Duration callTimeout;
    private final Duration submitTimeout;

    /** The only error of submitblock that judges the block (RPC_DESERIALIZATION_ERROR); others tell of the node, such as a full disk. */
    private static final int UNREADABLE_BLOCK = -22;

    public NodeClient(NodeEndpoint endpoint, Duration connectTimeout, Duration callTimeout, Duration submitTimeout) {
        this.endpoint = endpoint;
        this.rpc = new JsonRpc(endpoint, connectTimeout);
        this.callTimeout = callTimeout;
        this.submitTimeout = submitTimeout;
    }

    NodeClient(NodeEndpoint endpoint, NodeSettings settings) {
        this(endpoint, settings.connectTimeout(), settings.callTimeout(), settings.submitTimeout());
    }

    public NodeEndpoint endpoint() {
        return endpoint;
    }

    public NodeReply<BlockchainInfo> blockchainInfo() {
        String method = "getblockchaininfo";
        return AnswerReader.read(
                call(method),
                method,
                answer -> new BlockchainInfo(
                        answer.field("chain").text(),
                        new ChainTip(
                                answer.field("blocks").integer(),
                                answer.field("bestblockhash").hash()),
                        answer.field("headers").integer(),
                        answer.field("initialblockdownload").bool()));
    }

    public NodeReply<Hash256> bestBlockHash() {
        String method = "getbestblockhash";
        return AnswerReader.read(call(method), method, AnswerReader::hash);
    }

    @Override
    public NodeReply<ChainTip> tip() {
        return blockchainInfo().map(BlockchainInfo::tip);
    }

    @Override
    public NodeReply<Hash256> blockHash(int height) {
        String method = "getblockhash";
        return AnswerReader.read(call(method, height), method, AnswerReader::hash);
    }

    @Override
    public NodeReply<Block> block(Hash256 hash) {
        String method = "getblock";
        return AnswerReader.read(call(method, hash.displayHex(), 0), method, answer -> Block.parse(answer.bytes()));
    }

    @Override
    public NodeReply<List<Hash256>> blockHashes(int from, int count) {
        List<List<?>> params = new ArrayList<>(count);
        for (int height = from; height < from + count; height++) {
            params.add(List.of(height));
        }
        return readAll("getblockhash", params, AnswerReader::hash);
    }

    @Override
    public NodeReply<List<Block>> blocks(List<Hash256> hashes) {
        List<List<?>> params = new ArrayList<>(hashes.size());
        hashes.forEach(hash -> params.add(List.of(hash.displayHex(), 0)));
        return readAll("getblock", params, answer -> Block.parse(answer.bytes()));
    }

    private <T> NodeReply<List<T>> readAll(String method, List<List<?>> params, Function<AnswerReader, T> function) {
        return switch (rpc.callAll(callTimeout, method, params)) {
            case NodeReply.Failed<List<NodeReply<JsonNode>>>(NodeFailure failure) -> new NodeReply.Failed<>(failure);
            case NodeReply.Ok<List<NodeReply<JsonNode>>>(List<NodeReply<JsonNode>> replies) ->
                NodeReply.all(replies.stream()
                        .map(reply -> AnswerReader.read(reply, method, function))
                        .toList());
        };
    }

    /** The header of a block the node knows, on its active chain or not. */
    NodeReply<BlockHeader> header(Hash256 hash) {
        String method = "getblockheader";
        return AnswerReader.read(call(method, hash.displayHex(), false), method, answer -> {
            ByteReader in = new ByteReader(answer.bytes());
            BlockHeader header = BlockHeader.read(in);
            in.expectEnd();
            return header;
        });
    }

    @Override
    public NodeReply<Integer> confirmations(Hash256 hash) {
        String method = "getblockheader";
        return AnswerReader.read(
                call(method, hash.displayHex()),
                method,
                answer -> answer.field("confirmations").integer());
    }

    /** What the coinbase of the active chain's block at {@code height} might claim, in base units: subsidy and fees ({@code getblockstats}). */
    public NodeReply<Long> blockReward(int height) {
        String method = "getblockstats";
        return AnswerReader.read(
                call(method, height, List.of("subsidy", "totalfee")),
                method,
                answer -> Math.addExact(
                        answer.field("subsidy").longInteger(),
                        answer.field("totalfee").longInteger()));
    }

    /**
     * {@code getblocktemplate} with segwit rules.
     *
     * @param longPollId the {@link BlockTemplate#longPollId()} of the template at hand: the call then waits, for hours if need be, until the
     *     node has a better one; interrupt the thread to give up
     */
    public NodeReply<BlockTemplate> blockTemplate(Optional<String> longPollId) {
        String method = "getblocktemplate";
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("rules", List.of("segwit"));
        request.put("capabilities", List.of("longpoll"));
        longPollId.ifPresent(id -> request.put("longpollid", id));
        Duration timeout = longPollId.isPresent() ? LONG_POLL_TIMEOUT : callTimeout;
        return AnswerReader.read(rpc.call(timeout, method, List.of(request)), method, TemplateReader::read);
    }

    /** Gives a serialized block to the node. */
    public SubmitResult submitBlock(byte[] block) {
        return switch (rpc.call(submitTimeout, "submitblock", List.of(Hex.encode(block)))) {
            case NodeReply.Ok<JsonNode>(JsonNode answer) -> submitResult(answer);
            case NodeReply.Failed<JsonNode>(NodeFailure.Refused refused)
            when refused.code() == UNREADABLE_BLOCK -> new SubmitResult.Rejected(refused.message());
            case NodeReply.Failed<JsonNode>(NodeFailure failure) -> new SubmitResult.Unanswered(failure);
        };
    }

    private static SubmitResult submitResult(JsonNode answer) {
        if (answer.isNull()) {
            return new SubmitResult.Accepted();
        }
        String word = answer.asText();
        return switch (word) {
            // Also of a block that it keeps on a side chain: where it stands, the chain is asked.
            case "duplicate", "inconclusive", "duplicate-inconclusive" -> new SubmitResult.Inconclusive(word);
            // What a node says that lacks the block before, or whose clock is behind: it may say otherwise soon.
            case "prev-blk-not-found", "time-too-new" -> new SubmitResult.Inconclusive(word);
            default -> new SubmitResult.Rejected(word);
        };
    }

    private NodeReply<JsonNode> call(String method, Object... params) {
        return rpc.call(callTimeout, method, List.of(params));
    }

    @Override
    public void close() {
        rpc.close();
    }
}
