package org.vanta.appliance.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.vanta.appliance.bench.FreePort;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;

/**
 * A real node of Bitcoin Core's kind as a process of its own: {@code bitcoind -regtest} on free ports with cookie and ZMQ, its data in a
 * temporary folder. The program is {@code VANTA_BITCOIND}, or what {@code .ci/l1-node} installed. Without one the test is skipped with a
 * printed line, or fails when {@code VANTA_REQUIRE_L1_NODE=true}.
 */
public final class LocalBitcoind implements NodeFixture {
    private static final long START_SECONDS_MAX = 60;
    private static final long STOP_SECONDS_MAX = 30;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path program;
    private final Path folder;
    private final int rpcPort;
    private final int zmqPort;
    private final RpcCaller caller;
    private Process process;

    private LocalBitcoind(Path program) throws IOException {
        this.program = program;
        this.folder = Files.createTempDirectory("vanta-bitcoind");
        this.rpcPort = FreePort.choose();
        this.zmqPort = FreePort.choose();
        this.caller = new RpcCaller(url(), credentials());
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
    }

    /** The program, if this machine has it. */
    public static Optional<Path> program() {
        String named = System.getenv("VANTA_BITCOIND");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path installed = (cache == null || cache.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache))
                .resolve("vanta-l1-node/bin/bitcoind");
        return Files.isExecutable(installed) ? Optional.of(installed) : Optional.empty();
    }

    /** Starts a fresh chain; skips the test, loudly, where there is no program. */
    public static LocalBitcoind start() {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            String sentence =
                    "no real node: tests against bitcoind can't run; install one with .ci/l1-node or name it in VANTA_BITCOIND";
            if (Boolean.parseBoolean(System.getenv("VANTA_REQUIRE_L1_NODE"))) {
                throw new AssertionError(sentence);
            }
            System.out.println("SKIPPED " + sentence);
            Assumptions.abort(sentence);
        }
        try {
            LocalBitcoind node = new LocalBitcoind(program.orElseThrow());
            node.awaitReady();
            System.out.println("real node: "
                    + node.rpc("getnetworkinfo").path("subversion").asText());
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        program.toString(),
                        "-regtest",
                        "-datadir=" + folder,
                        "-server",
                        "-listen=0",
                        "-rpcbind=127.0.0.1",
                        "-rpcallowip=127.0.0.1",
                        "-rpcport=" + rpcPort,
                        "-zmqpubhashblock=" + "tcp://127.0.0.1:" + zmqPort)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        NodeReply<JsonNode> reply = call("getblockchaininfo");
        while (reply instanceof NodeReply.Failed<JsonNode>(NodeFailure failure)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("bitcoind does not start: " + failure.sentence() + "; see " + folder);
            }
            pause();
            reply = call("getblockchaininfo");
        }
        if (rpc("getzmqnotifications").isEmpty()) {
            throw new AssertionError("bitcoind could not bind its ZMQ port " + zmqPort + "; see " + folder);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Stops the process and keeps its chain for {@link #restart()}. */
    public void stop() {
        call("stop");
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the stopped process again on the same chain and ports, with a new cookie. */
    public void restart() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    public Path cookieFile() {
        return folder.resolve("regtest").resolve(".cookie");
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + rpcPort);
    }

    @Override
    public Credentials credentials() {
        return new Credentials.CookieFile(cookieFile());
    }

    @Override
    public Optional<String> zmq() {
        return Optional.of("tcp://127.0.0.1:" + zmqPort);
    }

    @Override
    public String chain() {
        return "regtest";
    }

    @Override
    public List<Hash256> generate(int count) {
        return generate(this, count);
    }

    /** On any node of Bitcoin Core's kind: each call pays another witness-v2 output. */
    static List<Hash256> generate(NodeFixture node, int count) {
        byte[] commitment = new byte[Hash256.BYTES];
        RANDOM.nextBytes(commitment);
        List<Hash256> hashes = new ArrayList<>();
        for (JsonNode hash : node.rpc("generatetodescriptor", count, "raw(5220" + Hex.encode(commitment) + ")")) {
            hashes.add(Hash256.fromDisplayHex(hash.textValue()));
        }
        return hashes;
    }

    @Override
    public NodeReply<JsonNode> call(String method, Object... params) {
        return caller.call(method, params);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
        caller.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
