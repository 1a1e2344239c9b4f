package org.vanta.appliance.stratum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bitcoin.Target;
import org.vanta.appliance.bytes.Sha256;
import org.vanta.appliance.job.Extranonces;
import org.vanta.appliance.job.JobFeed;
import org.vanta.appliance.job.JobStore;
import org.vanta.appliance.job.JobTags;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.share.ShareAccounting;
import org.vanta.appliance.share.ShareCheck;
import org.vanta.appliance.template.Templates;

/**
 * One connection fed with any bytes, and what must hold of its answers whatever they are: the target of coverage-guided fuzzing, see
 * firmware-notes/README.md. Bytes that no UTF-8 text has stand for events of the server: a new block, a refresh, time that passes, the node
 * gone silent. All else is what the miner sends. The same input gives the same output.
 */
public final class ProtocolFuzz {
    static final int EASY_BLOCK = 0xf8;
    static final int HARD_BLOCK = 0xf9;
    static final int REFRESH = 0xfa;
    static final int SECONDS_PASS = 0xfb;
    static final int CUT = 0xfc;
    static final int NO_WORK = 0xfd;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final OwnerKey OPERATOR = new OwnerKey(Sha256.hash(new byte[] {1}));

    private long seconds;
    private int blocks;
    private int closings;
    private int winning;
    private int accepted;
    private double network;
    private @Nullable String before;

    private final Set<String> jobIds = new HashSet<>();
    private final List<String> errors = new ArrayList<>();
    private final JobStore jobs = new JobStore(() -> TimeUnit.SECONDS.toNanos(seconds));
    private final JobFeed feed =
            new JobFeed(jobs, new JobTags(1), Templates.COINBASES, clock(), System::nanoTime, 0, Long.MAX_VALUE);
    private final EventLoopWork work = new EventLoopWork(
            feed,
            new ShareCheck(jobs, _ -> ++winning > 0),
            new ShareAccounting(),
            new Sessions(new byte[32], new Extranonces(1)),
            jobs,
            new PayoutRule(OPERATOR, true),
            1024,
            new StratumMeters(new SimpleMeterRegistry()),
            new Instruments(clock(), () -> TimeUnit.SECONDS.toNanos(seconds), Target::fromDifficulty));
    private final StratumConnection connection = new StratumConnection(
            new TextOutlet(this::sent, () -> closings++),
            work::nanos,
            new LineRoom(),
            new Turns(Runnable::run, Runnable::run));
    private final StratumProtocol protocol = new StratumProtocol(connection, work);

    private ProtocolFuzz() {
        block("tip", Templates.EASY_BITS);
    }

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        new ProtocolFuzz().play(input);
    }

    /** What one input came to, for those who want to see that it reaches anything. */
    record Outcome(int jobs, int accepted, int winning, boolean closed) {}

    static Outcome outcome(byte[] input) {
        ProtocolFuzz fuzz = new ProtocolFuzz();
        fuzz.play(input);
        return new Outcome(fuzz.jobIds.size(), fuzz.accepted, fuzz.winning, fuzz.closings > 0);
    }

    private InstantSource clock() {
        return () -> Instant.ofEpochSecond(Templates.TIME + seconds);
    }

    private void play(byte[] input) {
        int from = 0;
        for (int at = 0; at < input.length; at++) {
            int event = input[at] & 0xff;
            if (event >= EASY_BLOCK && event <= NO_WORK) {
                receive(input, from, at);
                from = at + 1;
                happens(event);
            }
        }
        receive(input, from, input.length);
        protocol.closed();
        if (!errors.isEmpty()) {
            throw new IllegalStateException(String.join("\n", errors));
        }
    }

    private void receive(byte[] input, int from, int to) {
        if (to > from) {
            connection.receive(Unpooled.wrappedBuffer(input, from, to - from), protocol);
        }
    }

    private void happens(int event) {
        switch (event) {
            case EASY_BLOCK -> block("tip " + ++blocks, Templates.EASY_BITS);
            case HARD_BLOCK -> block("tip " + ++blocks, Templates.HARD_BITS);
            case REFRESH -> block("tip " + blocks, Templates.HARD_BITS);
            case SECONDS_PASS -> seconds += 7;
            case NO_WORK -> {
                work.dropWork();
                protocol.noWork();
            }
            default -> {
                // A cut: the bytes before and after come in two chunks.
            }
        }
    }

    private void block(String previous, int bits) {
        feed.accept(Templates.of(200, previous, bits, 1));
        if (work.take(Objects.requireNonNull(jobs.newest()))) {
            network = Objects.requireNonNull(work.current()).networkDifficulty();
            protocol.newWork();
        }
    }

    private void sent(String text) {
        must(closings == 0, "sent after closing", text);
        must(text.endsWith("\n"), "no line end", text);
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                check(line);
            }
        }
    }

    private void check(String line) {
        JsonNode message;
        try {
            message = JSON.readTree(line);
        } catch (IOException e) {
            errors.add("no JSON: " + line);
            return;
        }
        must(
                !"mining.set_difficulty".equals(before) || isMethod(message, "mining.notify"),
                "difficulty without a job",
                line);
        before = message.path("method").asText("");
        must(message.has("id"), "no id", line);
        if (message.has("method")) {
            checkMethod(message, line);
        } else {
            must(
                    message.has("result") && message.has("error") && message.size() == 3,
                    "not the keys of an answer",
                    line);
            JsonNode error = message.get("error");
            must(
                    error.isNull()
                            || (error.size() == 3
                                    && error.get(0).isInt()
                                    && error.get(1).isTextual()),
                    "error's shape",
                    line);
            accepted += message.get("result").asBoolean() ? 1 : 0;
        }
    }

    private void checkMethod(JsonNode message, String line) {
        JsonNode params = message.get("params");
        if (isMethod(message, "mining.set_difficulty")) {
            double difficulty = params.get(0).asDouble();
            must(difficulty > 0 && difficulty <= network, "difficulty above the network's", line);
            must(difficulty < 1 || params.get(0).isIntegralNumber(), "fraction", line);
        } else if (isMethod(message, "mining.notify")) {
            must(params.size() == 9 && params.get(8).isBoolean(), "notify's shape", line);
            must(jobIds.add(params.get(0).asText()), "job id used again", line);
        }
    }

    private static boolean isMethod(JsonNode message, String method) {
        return message.path("method").asText("").equals(method);
    }

    private void must(boolean holds, String what, String line) {
        if (!holds) {
            errors.add(what + ": " + line);
        }
    }
}
