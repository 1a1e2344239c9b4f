package org.vanta.appliance.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.chain.Network;

/** The methods of the devnet, each as Bitcoin Core answers it. */
final class DevnetRpc {
    /** A long poll without news is answered after this long. */
    private static final long LONG_POLL_SECONDS = 60;

    /** Blocks one generate call may make. */
    private static final int GENERATE_MAX = 10_000;

    private static final int HASH_DIGITS = 64;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final DevnetChain chain;
    private final BlockJson blocks;
    private final BlockGenerator generator;

    DevnetRpc(DevnetChain chain) {
        this.chain = chain;
        this.blocks = new BlockJson(chain);
        this.generator = new BlockGenerator(chain);
    }

    JsonNode call(RpcParams params) throws RpcError, InterruptedException {
        return switch (params.method()) {
            case "getblockchaininfo" -> chain.reading(this::blockchainInfo);
            case "getnetworkinfo" -> networkInfo();
            case "getmininginfo" -> chain.reading(this::miningInfo);
            case "getblockcount" -> JSON.numberNode(chain.reading(() -> chain.tip().height));
            case "getbestblockhash" ->
                JSON.textNode(chain.reading(() -> chain.tip().hash.displayHex()));
            case "getblockhash" -> blockHash(params.number(0));
            case "getblock" -> block(params.hash(0, "blockhash"), params.verbosity(1, 1));
            case "getblockheader" -> header(params.hash(0, "hash"), params.verbosity(1, 1));
            case "getblocktemplate" -> template(params.object(0));
            case "submitblock" -> submit(params.bytes(0));
            case "getrawtransaction" -> rawTransaction(params);
            case "sendrawtransaction" -> sendRawTransaction(params.bytes(0));
            case "generatetoaddress" -> generate(params.number(0));
            case "generateblock" ->
                JSON.objectNode().put("hash", generator.generate().displayHex());
            case "invalidateblock" -> mark(params.hash(0, "blockhash"), true);
            case "reconsiderblock" -> mark(params.hash(0, "blockhash"), false);
            default -> throw new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found");
        };
    }

    private JsonNode blockchainInfo() {
        StoredBlock tip = chain.tip();
        ObjectNode json = JSON.objectNode()
                .put("chain", Network.DEVNET.l1Chain())
                .put("blocks", tip.height)
                .put("headers", tip.height)
                .put("bestblockhash", tip.hash.displayHex())
                .put("difficulty", tip.block.header().target().difficulty())
                .put("time", tip.time())
                .put("mediantime", tip.medianTime())
                .put("verificationprogress", 1)
                .put("initialblockdownload", false)
                .put("chainwork", blocks.chainWork(tip))
                .put("pruned", false);
        return json.put("warnings", "");
    }

    private static JsonNode networkInfo() {
        return JSON.objectNode()
                .put("version", 270000)
                .put("subversion", "/Vanta devnet/")
                .put("protocolversion", 70016)
                .put("connections", 0)
                .put("networkactive", true)
                .put("warnings", "");
    }

    private JsonNode miningInfo() {
        return JSON.objectNode()
                .put("blocks", chain.tip().height)
                .put("difficulty", chain.tip().block.header().target().difficulty())
                .put("pooledtx", chain.mempool().size())
                .put("chain", Network.DEVNET.l1Chain())
                .put("warnings", "");
    }

    private JsonNode blockHash(int height) throws RpcError {
        StoredBlock block = chain.reading(() -> chain.at(height));
        if (block == null) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Block height out of range");
        }
        return JSON.textNode(block.hash.displayHex());
    }

    private StoredBlock known(Hash256 hash) throws RpcError {
        StoredBlock block = chain.reading(() -> chain.get(hash));
        if (block == null) {
            throw new RpcError(RpcError.NOT_FOUND, "Block not found");
        }
        return block;
    }

    private JsonNode block(Hash256 hash, int verbosity) throws RpcError {
        StoredBlock block = known(hash);
        return chain.reading(() -> blocks.block(block, verbosity));
    }

    private JsonNode header(Hash256 hash, int verbosity) throws RpcError {
        StoredBlock block = known(hash);
        return verbosity == 0
                ? JSON.textNode(Hex.encode(block.block.header().toBytes()))
                : chain.reading(() -> blocks.header(block));
    }

    private JsonNode template(JsonNode request) throws RpcError, InterruptedException {
        boolean segwit = false;
        for (JsonNode rule : request.path("rules")) {
            segwit |= rule.asText().equals("segwit");
        }
        if (!segwit) {
            throw new RpcError(
                    RpcError.INVALID_PARAMETER,
                    "getblocktemplate must be called with the segwit rule set (call with {\"rules\": [\"segwit\"]})");
        }
        String longPollId = request.path("longpollid").asText("");
        if (longPollId.length() >= HASH_DIGITS) {
            try {
                chain.awaitOtherTip(Hash256.fromDisplayHex(longPollId.substring(0, HASH_DIGITS)), LONG_POLL_SECONDS);
            } catch (MalformedBytesException e) {
                throw new RpcError(RpcError.INVALID_PARAMETER, "longpollid is not one of ours");
            }
        }
        return chain.reading(() -> TemplateJson.of(chain));
    }

    private JsonNode submit(Optional<byte[]> bytes) throws RpcError {
        Block block;
        try {
            block = Block.parse(bytes.orElseThrow(() -> new RpcError(RpcError.DECODE_FAILED, "Block decode failed")));
        } catch (MalformedBytesException e) {
            throw new RpcError(RpcError.DECODE_FAILED, "Block decode failed");
        }
        if (block.transactions().isEmpty() || !block.transactions().getFirst().isCoinbase()) {
            throw new RpcError(RpcError.DECODE_FAILED, "Block does not start with a coinbase");
        }
        return chain.submit(WitnessCommitment.withReservedValue(block))
                .<JsonNode>map(JSON::textNode)
                .orElse(NullNode.instance);
    }

    private JsonNode rawTransaction(RpcParams params) throws RpcError {
        Hash256 txid = params.hash(0, "parameter 1");
        Transaction found = params.has(2)
                ? inBlock(known(params.hash(2, "parameter 3")), txid)
                : chain.reading(() -> chain.waiting(txid));
        if (found == null) {
            String message = params.has(2)
                    ? "No such transaction found in the provided block."
                    : "No such mempool transaction. Use -txindex or provide a block hash to enable blockchain transaction queries.";
            throw new RpcError(RpcError.NOT_FOUND, message + " Use gettransaction for wallet transactions.");
        }
        String hex = Hex.encode(found.toBytes());
        return params.verbosity(1, 0) == 0
                ? JSON.textNode(hex)
                : blocks.transaction(found).put("hex", hex);
    }

    private static @Nullable Transaction inBlock(StoredBlock stored, Hash256 txid) {
        return stored.block.transactions().stream()
                .filter(transaction -> transaction.txid().equals(txid))
                .findFirst()
                .orElse(null);
    }

    private JsonNode sendRawTransaction(Optional<byte[]> bytes) throws RpcError {
        RpcError undecodable =
                new RpcError(RpcError.DECODE_FAILED, "TX decode failed. Make sure the tx has at least one input.");
        Transaction transaction;
        try {
            transaction = Transaction.parse(bytes.orElseThrow(() -> undecodable));
        } catch (MalformedBytesException e) {
            throw undecodable;
        }
        Optional<String> reject = chain.accept(transaction);
        if (reject.isPresent()) {
            int code = reject.get().equals("bad-txns-inputs-missingorspent")
                    ? RpcError.VERIFY_ERROR
                    : RpcError.VERIFY_REJECTED;
            throw new RpcError(code, reject.get());
        }
        return JSON.textNode(transaction.txid().displayHex());
    }

    private JsonNode generate(int count) throws RpcError {
        if (count < 0 || count > GENERATE_MAX) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "nblocks must be 0 to " + GENERATE_MAX);
        }
        ArrayNode hashes = JSON.arrayNode();
        for (int i = 0; i < count; i++) {
            hashes.add(generator.generate().displayHex());
        }
        return hashes;
    }

    private JsonNode mark(Hash256 hash, boolean invalid) throws RpcError {
        if (!chain.mark(hash, invalid)) {
            throw new RpcError(RpcError.NOT_FOUND, "Block not found");
        }
        return NullNode.instance;
    }
}
