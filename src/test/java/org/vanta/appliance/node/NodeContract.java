package org.vanta.appliance.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.BlockHeader;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

/**
 * Goal: the devnet is a node like any other. Method: the same sentences are put to it and to a real node; where they answer differently, the
 * devnet is wrong.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NodeContract {
    private NodeFixture node;
    private NodeClient client;

    abstract NodeFixture startNode();

    @BeforeAll
    void start() {
        node = startNode();
        client = new NodeClient(node.endpoint(), node.settings());
        node.generate(3);
    }

    @AfterAll
    void stop() {
        if (node != null) {
            client.close();
            node.close();
        }
    }

    private static <T> T ok(NodeReply<T> reply) {
        if (reply instanceof NodeReply.Failed<T>(NodeFailure failure)) {
            throw new AssertionError(failure.sentence());
        }
        return ((NodeReply.Ok<T>) reply).value();
    }

    private NodeFailure failureOf(String method, Object... params) {
        NodeReply<JsonNode> reply = node.call(method, params);
        assertThat(reply).isInstanceOf(NodeReply.Failed.class);
        return ((NodeReply.Failed<JsonNode>) reply).failure();
    }

    private BlockTemplate template() {
        return ok(client.blockTemplate(Optional.empty()));
    }

    private static Block with(Block block, BlockHeader header) {
        return new Block(header, block.transactions());
    }

    /** The node may say otherwise later. */
    private void assertOpen(Block block, String word) {
        assertThat(client.submitBlock(block.toBytes())).isEqualTo(new SubmitResult.Inconclusive(word));
    }

    private void assertRejected(Block block, String word) {
        assertThat(client.submitBlock(block.toBytes())).isEqualTo(new SubmitResult.Rejected(word));
    }

    @Test
    void saysWhichChainItIsOnAndHowFar() {
        BlockchainInfo info = ok(client.blockchainInfo());
        assertThat(info.chain()).isEqualTo(node.chain());
        assertThat(info.initialDownload()).isFalse();
        assertThat(info.headers()).isGreaterThanOrEqualTo(info.tip().height());
        assertThat(node.rpc("getblockcount").intValue()).isEqualTo(info.tip().height());
        assertThat(ok(client.bestBlockHash())).isEqualTo(info.tip().hash());
        assertThat(ok(client.blockHash(info.tip().height())))
                .isEqualTo(info.tip().hash());
    }

    @Test
    void givesManyBlocksInOneRequestAsOneByOne() {
        node.generate(3);
        List<Hash256> hashes = ok(client.blockHashes(0, 4));
        for (int height = 0; height < hashes.size(); height++) {
            assertThat(hashes.get(height)).isEqualTo(ok(client.blockHash(height)));
        }
        assertThat(ok(client.blocks(hashes)).stream().map(Block::hash)).isEqualTo(hashes);
        int tip = ok(client.tip()).height();
        assertThat(ok(client.blockHashes(tip, 1))).hasSize(1);
        assertThat(client.blockHashes(tip, 2))
                .satisfies(reply -> assertThat(refusal(reply)).isEqualTo(-8));
        assertThat(client.blocks(List.of(hashes.getFirst(), Hash256.ZERO)))
                .satisfies(reply -> assertThat(refusal(reply)).isEqualTo(-5));
    }

    private static int refusal(NodeReply<?> reply) {
        assertThat(reply).isInstanceOf(NodeReply.Failed.class);
        return ((NodeFailure.Refused) ((NodeReply.Failed<?>) reply).failure()).code();
    }

    @Test
    void givesTheSameBlockInEachVerbosity() {
        Hash256 hash = node.generate(1).getFirst();
        Block block = ok(client.block(hash));
        JsonNode names = node.rpc("getblock", hash.displayHex(), 1);
        JsonNode full = node.rpc("getblock", hash.displayHex(), 2);
        assertThat(block.hash()).isEqualTo(hash);
        assertThat(ok(client.block(block.header().previousHash())).hash())
                .isEqualTo(block.header().previousHash());
        Transaction coinbase = block.transactions().getFirst();
        assertThat(names.path("tx").path(0).textValue())
                .isEqualTo(coinbase.txid().displayHex());
        JsonNode shown = full.path("tx").path(0);
        assertThat(shown.path("txid").textValue()).isEqualTo(coinbase.txid().displayHex());
        assertThat(shown.path("hash").textValue()).isEqualTo(coinbase.wtxid().displayHex());
        assertThat(shown.path("hex").textValue()).isEqualTo(Hex.encode(coinbase.toBytes()));
        JsonNode output = shown.path("vout").path(0);
        assertThat(output.path("scriptPubKey").path("hex").textValue())
                .isEqualTo(Hex.encode(coinbase.outputs().getFirst().script()));
        assertThat(output.path("value").decimalValue())
                .isEqualByComparingTo(
                        BigDecimal.valueOf(coinbase.outputs().getFirst().value(), 8));
        assertThat(names.path("size").intValue()).isEqualTo(block.toBytes().length);
        for (String field : List.of(
                "hash",
                "confirmations",
                "height",
                "version",
                "versionHex",
                "merkleroot",
                "time",
                "mediantime",
                "nonce",
                "bits",
                "difficulty",
                "chainwork",
                "nTx",
                "previousblockhash",
                "strippedsize",
                "size",
                "weight",
                "tx")) {
            assertThat(names.has(field)).as(field).isTrue();
        }
    }

    @Test
    void givesTheHeaderAsBytesAndAsFields() {
        Hash256 hash = node.generate(1).getFirst();
        String bytes = node.rpc("getblockheader", hash.displayHex(), false).textValue();
        assertThat(bytes).isEqualTo(Hex.encode(ok(client.block(hash)).header().toBytes()));
        JsonNode fields = node.rpc("getblockheader", hash.displayHex(), true);
        assertThat(fields.path("hash").textValue()).isEqualTo(hash.displayHex());
        assertThat(fields.path("confirmations").intValue()).isEqualTo(1);
    }

    @Test
    void saysWhatItIs() {
        assertThat(node.rpc("getnetworkinfo").path("version").intValue()).isPositive();
        assertThat(node.rpc("getnetworkinfo").path("subversion").textValue()).startsWith("/");
        JsonNode mining = node.rpc("getmininginfo");
        assertThat(mining.path("chain").textValue()).isEqualTo(node.chain());
        assertThat(mining.path("blocks").isInt()).isTrue();
        assertThat(mining.path("pooledtx").isInt()).isTrue();
    }

    @Test
    void refusesWhatItDoesNotHave() {
        String unknown = "11".repeat(32);
        assertThat(failureOf("getblock", unknown)).isEqualTo(new NodeFailure.Refused(-5, "Block not found"));
        assertThat(failureOf("getblockheader", unknown)).isEqualTo(new NodeFailure.Refused(-5, "Block not found"));
        assertThat(failureOf("invalidateblock", unknown)).isEqualTo(new NodeFailure.Refused(-5, "Block not found"));
        assertThat(failureOf("getblockhash", 1_000_000))
                .isEqualTo(new NodeFailure.Refused(-8, "Block height out of range"));
        assertThat(failureOf("getblockhash", -1)).isEqualTo(new NodeFailure.Refused(-8, "Block height out of range"));
        assertThat(failureOf("getrawtransaction", unknown))
                .satisfies(failure ->
                        assertThat(((NodeFailure.Refused) failure).code()).isEqualTo(-5));
        assertThat(failureOf("nosuchmethod")).isInstanceOf(NodeFailure.MethodMissing.class);
    }

    @Test
    void refusesParametersOfTheWrongShape() {
        assertThat(failureOf("getblock", "abc"))
                .isEqualTo(new NodeFailure.Refused(-8, "blockhash must be of length 64 (not 3, for 'abc')"));
        assertThat(failureOf("getblockheader", "zz".repeat(32)))
                .isEqualTo(
                        new NodeFailure.Refused(-8, "hash must be hexadecimal string (not '" + "zz".repeat(32) + "')"));
        assertThat(((NodeFailure.Refused) failureOf("getblockhash", "x")).code())
                .isEqualTo(-3);
        assertThat(((NodeFailure.Refused) failureOf("getblockhash")).code()).isEqualTo(-1);
        assertThat(failureOf("submitblock", "zz")).isEqualTo(new NodeFailure.Refused(-22, "Block decode failed"));
        assertThat(failureOf("submitblock", "00")).isEqualTo(new NodeFailure.Refused(-22, "Block decode failed"));
        assertThat(failureOf("sendrawtransaction", "00"))
                .satisfies(failure ->
                        assertThat(((NodeFailure.Refused) failure).code()).isEqualTo(-22));
        assertThat(failureOf("getblocktemplate", Map.of()))
                .isEqualTo(
                        new NodeFailure.Refused(
                                -8,
                                "getblocktemplate must be called with the segwit rule set (call with {\"rules\": [\"segwit\"]})"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{\"method\":", ""})
    void saysThatItCanNotParse(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(body, true);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(JsonRpc.JSON
                        .readTree(answer.body())
                        .path("error")
                        .path("code")
                        .intValue())
                .isEqualTo(-32700);
    }

    @Test
    void answersNobodyItDoesNotKnow() throws IOException, InterruptedException {
        assertThat(post("{\"method\":\"getblockcount\",\"params\":[],\"id\":1}", false)
                        .statusCode())
                .isEqualTo(401);
    }

    private HttpResponse<String> post(String body, boolean authorized) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(node.url()).POST(HttpRequest.BodyPublishers.ofString(body));
        if (authorized) {
            request.header("Authorization", ok(node.credentials().authorization()));
        }
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void takesAGoodBlockOnceAndKnowsItAgain() {
        Block block = TestBlocks.solved(TestBlocks.unsolved(template()));
        assertThat(client.submitBlock(block.toBytes())).isEqualTo(new SubmitResult.Accepted());
        assertThat(ok(client.tip()).hash()).isEqualTo(block.hash());
        assertThat(ok(client.confirmations(block.hash()))).isEqualTo(1);
        assertThat(node.rpc("submitblock", Hex.encode(block.toBytes())).textValue())
                .isEqualTo("duplicate");
    }

    @Test
    void addsTheWitnessNonceThatACoinbaseLacks() {
        Block block = TestBlocks.solved(TestBlocks.unsolved(template()));
        Transaction coinbase = Transaction.parse(block.transactions().getFirst().toBytesWithoutWitness());
        Block bare = new Block(block.header(), List.of(coinbase));
        assertThat(client.submitBlock(bare.toBytes())).isEqualTo(new SubmitResult.Accepted());
        assertThat(ok(client.block(block.hash())).transactions().getFirst().hasWitness())
                .isTrue();
    }

    @Test
    void rejectsABlockWithoutWork() {
        assertRejected(TestBlocks.unsolvable(TestBlocks.unsolved(template())), "high-hash");
    }

    @Test
    void rejectsAnotherMerkleRoot() {
        Block block = TestBlocks.unsolved(template());
        BlockHeader old = block.header();
        BlockHeader wrong =
                new BlockHeader(old.version(), old.previousHash(), Hash256.ZERO, old.time(), old.bits(), old.nonce());
        assertRejected(TestBlocks.solved(with(block, wrong)), "bad-txnmrklroot");
    }

    @Test
    void rejectsABlockOnABlockItDoesNotHave() {
        Block block = TestBlocks.unsolved(template());
        BlockHeader old = block.header();
        BlockHeader wrong = new BlockHeader(
                old.version(), Hash256.fromHex("11".repeat(32)), old.merkleRoot(), old.time(), old.bits(), old.nonce());
        assertOpen(TestBlocks.solved(with(block, wrong)), "prev-blk-not-found");
    }

    @Test
    void rejectsAnotherTargetThanTheChains() {
        Block block = TestBlocks.unsolved(template());
        BlockHeader old = block.header();
        BlockHeader wrong = new BlockHeader(
                old.version(), old.previousHash(), old.merkleRoot(), old.time(), 0x207ffffe, old.nonce());
        assertRejected(TestBlocks.solved(with(block, wrong)), "bad-diffbits");
    }

    @Test
    void rejectsATimeBeforeTheMedianOrFarAhead() {
        BlockTemplate template = template();
        assertRejected(TestBlocks.solved(at(template, template.minTime() - 1)), "time-too-old");
        assertOpen(TestBlocks.solved(at(template, template.currentTime() + 3 * 3600)), "time-too-new");
    }

    private static Block at(BlockTemplate template, long time) {
        Block block = TestBlocks.unsolved(template);
        BlockHeader old = block.header();
        return with(
                block,
                new BlockHeader(
                        old.version(), old.previousHash(), old.merkleRoot(), (int) time, old.bits(), old.nonce()));
    }

    @Test
    void rejectsAnOldBlockVersion() {
        Block block = TestBlocks.unsolved(template());
        BlockHeader old = block.header();
        BlockHeader wrong =
                new BlockHeader(1, old.previousHash(), old.merkleRoot(), old.time(), old.bits(), old.nonce());
        assertRejected(TestBlocks.solved(with(block, wrong)), "bad-version(0x00000001)");
    }

    @Test
    void rejectsACoinbaseOfAnotherHeight() {
        BlockTemplate template = template();
        assertRejected(TestBlocks.solved(TestBlocks.unsolved(template, template.height() + 1, 0)), "bad-cb-height");
    }

    @Test
    void rejectsACoinbaseThatPaysTooMuch() {
        BlockTemplate template = template();
        assertRejected(
                TestBlocks.solved(TestBlocks.unsolved(template, template.height(), template.coinbaseValue() + 1)),
                "bad-cb-amount");
    }

    @Test
    void takesACoinbaseThatShowsTheWholeReward() {
        BlockTemplate template = template();
        Block block = TestBlocks.solved(TestBlocks.unsolved(template, template.height(), template.coinbaseValue()));
        assertThat(client.submitBlock(block.toBytes())).isEqualTo(new SubmitResult.Accepted());
    }

    @Test
    void rejectsAnotherWitnessCommitment() {
        BlockTemplate template = template();
        byte[] wrong = template.segwitCommitment().orElseThrow().clone();
        wrong[wrong.length - 1] ^= 1;
        BlockTemplate changed = new BlockTemplate(
                template.version(),
                template.previousHash(),
                template.height(),
                template.coinbaseValue(),
                template.bits(),
                template.target(),
                template.minTime(),
                template.currentTime(),
                Optional.of(wrong),
                template.transactions(),
                template.longPollId());
        assertRejected(TestBlocks.solved(TestBlocks.unsolved(changed)), "bad-witness-merkle-match");
    }

    @Test
    void rejectsTwoCoinbases() {
        Block block = TestBlocks.unsolved(template());
        Block twice = TestBlocks.withRoot(new Block(
                block.header(),
                List.of(
                        block.transactions().getFirst(),
                        TestBlocks.unsolved(template()).transactions().getFirst())));
        assertRejected(TestBlocks.solved(twice), "bad-cb-multiple");
    }

    @Test
    void rejectsTheSameTransactionTwice() {
        Block block = TestBlocks.unsolved(template());
        Transaction coinbase = block.transactions().getFirst();
        Block twice = TestBlocks.withRoot(new Block(block.header(), List.of(coinbase, coinbase)));
        assertRejected(TestBlocks.solved(twice), "bad-txns-duplicate");
    }

    @Test
    void keepsASideBlockAndFollowsTheLongerChain() {
        BlockTemplate template = template();
        Block first = TestBlocks.solved(TestBlocks.unsolved(template));
        Block second = TestBlocks.solved(TestBlocks.unsolved(template));
        assertThat(client.submitBlock(first.toBytes())).isEqualTo(new SubmitResult.Accepted());
        assertThat(client.submitBlock(second.toBytes())).isEqualTo(new SubmitResult.Inconclusive("inconclusive"));
        assertThat(ok(client.tip()).hash()).isEqualTo(first.hash());
        assertThat(ok(client.confirmations(second.hash()))).isEqualTo(-1);
        node.invalidate(first.hash());
        assertThat(ok(client.tip()).hash()).isEqualTo(second.hash());
        Hash256 child = node.generate(1).getFirst();
        node.reconsider(first.hash());
        assertThat(ok(client.tip()).hash()).isEqualTo(child);
        assertThat(ok(client.confirmations(second.hash()))).isEqualTo(2);
    }

    @Test
    void rejectsABlockOnAnInvalidatedOneAndKnowsThatOneAgain() {
        Block invalid = TestBlocks.solved(TestBlocks.unsolved(template()));
        assertThat(client.submitBlock(invalid.toBytes())).isEqualTo(new SubmitResult.Accepted());
        Block child = TestBlocks.solved(TestBlocks.unsolved(template()));
        node.invalidate(invalid.hash());
        assertRejected(invalid, "duplicate-invalid");
        assertRejected(child, "bad-prevblk");
        node.reconsider(invalid.hash());
        assertThat(ok(client.tip()).hash()).isEqualTo(invalid.hash());
    }

    @Test
    void undoesAndRedoesSeveralBlocks() {
        ChainTip before = ok(client.tip());
        List<Hash256> added = new ArrayList<>(node.generate(5));
        node.invalidate(added.getFirst());
        assertThat(ok(client.tip())).isEqualTo(before);
        node.reconsider(added.getFirst());
        assertThat(ok(client.tip())).isEqualTo(new ChainTip(before.height() + 5, added.getLast()));
    }

    @Test
    void givesATemplateThatFitsItsTip() {
        ChainTip tip = ok(client.tip());
        BlockTemplate template = template();
        assertThat(template.previousHash()).isEqualTo(tip.hash());
        assertThat(template.height()).isEqualTo(tip.height() + 1);
        assertThat(template.coinbaseValue()).isPositive();
        assertThat(template.segwitCommitment()).isPresent();
        assertThat(template.minTime()).isLessThanOrEqualTo(template.currentTime());
    }

    @Test
    void answersALongPollWhenTheTipChanges() throws Exception {
        String id = template().longPollId();
        CompletableFuture<NodeReply<BlockTemplate>> answer =
                CompletableFuture.supplyAsync(() -> client.blockTemplate(Optional.of(id)));
        // An answer before the block would be no long poll; time without one is all that can be observed.
        assertThat(answer.completeOnTimeout(null, 300, TimeUnit.MILLISECONDS).get())
                .isNull();
        CompletableFuture<NodeReply<BlockTemplate>> held =
                CompletableFuture.supplyAsync(() -> client.blockTemplate(Optional.of(id)));
        Hash256 block = node.generate(1).getFirst();
        assertThat(ok(held.get(10, TimeUnit.SECONDS)).previousHash()).isEqualTo(block);
    }

    @Test
    void findsATransactionInItsBlock() {
        Hash256 hash = node.generate(1).getFirst();
        Transaction coinbase = ok(client.block(hash)).transactions().getFirst();
        String txid = coinbase.txid().displayHex();
        assertThat(node.rpc("getrawtransaction", txid, 0, hash.displayHex()).textValue())
                .isEqualTo(Hex.encode(coinbase.toBytes()));
        JsonNode shown = node.rpc("getrawtransaction", txid, 1, hash.displayHex());
        assertThat(shown.path("txid").textValue()).isEqualTo(txid);
        assertThat(shown.path("hex").textValue()).isEqualTo(Hex.encode(coinbase.toBytes()));
    }

    @Test
    void refusesATransactionThatSpendsNothingItKnows() {
        String spendsNothing = "02000000" + "01" + "11".repeat(32) + "00000000" + "00" + "ffffffff" + "01"
                + "e803000000000000" + "22" + "5220" + "33".repeat(32) + "00000000";
        assertThat(failureOf("sendrawtransaction", spendsNothing))
                .isEqualTo(new NodeFailure.Refused(-25, "bad-txns-inputs-missingorspent"));
    }
}
