package org.vanta.appliance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection of the generator. Reads as little of a line as it can: what the generator costs is taken from the server. For one thread. */
final class LoadMiner {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};
    private static final byte[] NOTIFY = ascii("mining.notify");
    private static final byte[] METHOD = ascii("\"method\"");
    private static final byte[] PARAMS = ascii("\"params\"");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] DIGITS = ascii("0123456789abcdef");
    private static final int NONCE_DIGITS = 8;
    private static final int PREVIOUS_HASH = 2;

    private final Swarm swarm;
    private final SocketChannel channel;
    private final String user;
    private byte[] partial = NOTHING;
    private @Nullable String extranonce1;
    private int extranonce2Bytes;
    private @Nullable Work work;
    private int tip;
    private byte[] submit = {};
    private int nonceAt;
    private @Nullable Nonces nonces;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private long[] sentNanos = {};
    private int answered;
    private int sent;

    LoadMiner(Swarm swarm, SocketChannel channel, String user) {
        this.swarm = swarm;
        this.channel = channel;
        this.user = user;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    SocketChannel channel() {
        return channel;
    }

    /** What it says on connecting. */
    static ByteBuffer hello(String agent, String user, String password) {
        return ByteBuffer.wrap(ascii("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"" + agent
                + "\"]}\n{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + user + "\",\"" + password
                + "\"]}\n"));
    }

    void received(ByteBuffer chunk) throws IOException {
        int count = partial.length + chunk.remaining();
        byte[] bytes = swarm.room(count);
        System.arraycopy(partial, 0, bytes, 0, partial.length);
        chunk.get(bytes, partial.length, chunk.remaining());
        int from = 0;
        for (int at = partial.length; at < count; at++) {
            if (bytes[at] == '\n') {
                line(bytes, from, at);
                from = at + 1;
            }
        }
        partial = from == count ? NOTHING : Arrays.copyOfRange(bytes, from, count);
    }

    private void line(byte[] bytes, int from, int to) throws IOException {
        if (work != null && indexOf(bytes, from, to, METHOD) < 0) {
            if (answered < sent) {
                long elapsed = swarm.now() - sentNanos[answered++ % sentNanos.length];
                boolean accepted = indexOf(bytes, from, to, TRUE) >= 0;
                swarm.answered(elapsed, accepted, bytes, from, to);
            }
        } else if (work == null) {
            JsonNode message = JSON.readTree(bytes, from, to - from);
            if (message.path("method").asText().equals("mining.notify") && extranonce1 != null) {
                work = Work.of(message.path("params"));
                tip = tip(bytes, from, to);
                swarm.working();
            } else if (message.path("id").asInt() == 1) {
                extranonce1 = message.path("result").path(1).asText();
                extranonce2Bytes = message.path("result").path(2).asInt();
            } else if (message.path("id").asInt() == 2
                    && !message.path("result").asBoolean()) {
                throw new IOException("the server refuses " + user + ": " + message);
            }
        } else if (indexOf(bytes, from, to, NOTIFY) >= 0) {
            int now = tip(bytes, from, to);
            if (now != tip) {
                tip = now;
                swarm.newBlock();
            }
        }
    }

    /** What tells one previous hash from another. */
    private static int tip(byte[] bytes, int from, int to) {
        int at = Math.max(indexOf(bytes, from, to, PARAMS), from) + PARAMS.length;
        int quotes = 0;
        int hash = 0;
        for (; at < to && quotes < 2 * PREVIOUS_HASH; at++) {
            if (bytes[at] == '"') {
                quotes++;
            } else if (quotes == 2 * PREVIOUS_HASH - 1) {
                hash = 31 * hash + bytes[at];
            }
        }
        return hash;
    }

    private static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
        int last = to - wanted.length;
        for (int at = from; at <= last; at++) {
            if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Makes ready to submit up to {@code count} times to the work it has, at most {@code window} unanswered. */
    void prepare(int count, int window) {
        Work job = work;
        if (job == null || extranonce1 == null) {
            throw new IllegalStateException(user + " has no work");
        }
        String extranonce2 = "0".repeat(2 * extranonce2Bytes - 1) + "1";
        String start = "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"" + user + "\",\"" + job.jobId() + "\",\""
                + extranonce2 + "\",\"" + job.time() + "\",\"";
        submit = ascii(start + "0".repeat(NONCE_DIGITS) + "\"]}\n");
        nonceAt = start.length();
        nonces = Nonces.of(job, extranonce1 + extranonce2, count);
        sentNanos = new long[window];
    }

    int unanswered() {
        return sent - answered;
    }

    /** Writes as many more submits as the window has room for, at most {@code most}. */
    void submit(int most) throws IOException {
        Nonces from = nonces;
        if (from == null) {
            throw new IllegalStateException("not prepared");
        }
        int count = Math.min(most, sentNanos.length - unanswered());
        if (count <= 0) {
            return;
        }
        long now = swarm.now();
        // As large as is asked for at once, seldom the whole window: the generator's own collections would show in the
        // figures.
        if (out.capacity() < count * submit.length) {
            out = ByteBuffer.allocate(count * submit.length);
        }
        out.clear();
        for (int i = 0; i < count; i++) {
            int nonce = from.getAsInt();
            for (int digit = 0; digit < NONCE_DIGITS; digit++) {
                submit[nonceAt + digit] = DIGITS[nonce >>> 28 - 4 * digit & 15];
            }
            out.put(submit);
            sentNanos[sent++ % sentNanos.length] = now;
        }
        write(out.flip());
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                Thread.onSpinWait();
            }
        }
    }
}
