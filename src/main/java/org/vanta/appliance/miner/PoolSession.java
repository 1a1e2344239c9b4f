package org.vanta.appliance.miner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;

/** The client's side of Stratum v1 on one connection: subscribes, authorizes, follows difficulty and jobs, hears what became of shares. */
final class PoolSession {
    private static final String AGENT = "vanta-miner/1";
    private static final long SUBSCRIBE = 1;
    private static final long AUTHORIZE = 2;
    private static final long SUGGEST = 3;
    private static final int BRANCH_MAX = 32;

    /** What the session tells its miner. */
    interface Listener {
        /** @param work what to hash from now on, its shares to be submitted to {@code session} */
        void work(PoolSession session, MinerWork work, boolean clean, double difficulty);

        void accepted();

        void rejected(int code, String text);

        void message(String text);
    }

    private final PoolConnection connection;
    private final Listener listener;
    private byte[] extranonce1 = {};
    private int extranonce2Bytes;
    private double difficulty = 1;
    private long nextId = 10;

    PoolSession(PoolConnection connection, Listener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /** Greets the pool. {@code suggested} is the share difficulty that suits us. */
    void open(String user, double suggested) throws IOException {
        connection.request(SUBSCRIBE, "mining.subscribe", AGENT);
        connection.request(AUTHORIZE, "mining.authorize", user, "x");
        connection.request(SUGGEST, "mining.suggest_difficulty", suggested);
    }

    /** Waits for one line and acts on it. */
    void step() throws IOException {
        JsonNode line = connection.read();
        try {
            if (line.hasNonNull("method")) {
                told(line.get("method").asText(), line.path("params"));
            } else {
                answered(line.path("id").asLong(), line.path("result"), line.path("error"));
            }
        } catch (MalformedBytesException e) {
            throw new IOException("the pool sent something unexpected: " + e.getMessage(), e);
        }
    }

    private void told(String method, JsonNode params) {
        switch (method) {
            case "mining.set_difficulty" -> difficulty = positive(params.path(0).asDouble());
            case "mining.notify" ->
                listener.work(this, work(params), params.path(8).asBoolean(), difficulty);
            case "client.show_message" -> listener.message(params.path(0).asText());
            default -> {}
        }
    }

    private static double positive(double difficulty) {
        if (!(difficulty > 0) || Double.isInfinite(difficulty)) {
            throw new MalformedBytesException("difficulty " + difficulty);
        }
        return difficulty;
    }

    private MinerWork work(JsonNode params) {
        if (extranonce2Bytes == 0) {
            throw new MalformedBytesException("a job before the answer to mining.subscribe");
        }
        JsonNode siblings = params.path(4);
        if (siblings.size() > BRANCH_MAX) {
            throw new MalformedBytesException("a merkle branch of " + siblings.size() + " hashes");
        }
        List<Hash256> branch = new ArrayList<>();
        siblings.forEach(sibling -> branch.add(Hash256.fromHex(sibling.asText())));
        return new MinerWork(
                params.path(0).asText(),
                MinerWork.previousHash(params.path(1).asText()),
                Hex.decode(params.path(2).asText()),
                extranonce1,
                extranonce2Bytes,
                Hex.decode(params.path(3).asText()),
                branch,
                MinerWork.word(params.path(5).asText()),
                MinerWork.word(params.path(6).asText()),
                MinerWork.word(params.path(7).asText()),
                Target.fromDifficulty(difficulty));
    }

    private void answered(long id, JsonNode result, JsonNode error) throws IOException {
        if (id == SUBSCRIBE) {
            extranonce1 = Hex.decode(result.path(1).asText());
            extranonce2Bytes = MinerWork.extranonce2Size(result.path(2).asInt());
        } else if (id == AUTHORIZE) {
            if (!result.asBoolean()) {
                throw new IOException("the pool refuses our user name: " + errorText(error));
            }
        } else if (id > SUGGEST) {
            if (result.asBoolean()) {
                listener.accepted();
            } else {
                listener.rejected(error.path(0).asInt(), errorText(error));
            }
        }
    }

    private static String errorText(@Nullable JsonNode error) {
        return error == null || !error.isArray()
                ? "no reason given"
                : error.path(1).asText();
    }

    synchronized void submit(String user, MinerWork work, byte[] extranonce2, int nonce) throws IOException {
        connection.request(
                nextId++,
                "mining.submit",
                user,
                work.jobId(),
                Hex.encode(extranonce2),
                Hex.encodeInt(work.ntime()),
                Hex.encodeInt(nonce));
    }
}
