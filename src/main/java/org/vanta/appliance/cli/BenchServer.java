package org.vanta.appliance.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bench.FreePort;
import org.vanta.appliance.bench.Swarm;
import org.vanta.appliance.devnet.Devnet;
import org.vanta.appliance.devnet.DevnetOptions;

/** This program serving miners as a process of its own, on a devnet in this one. */
final class BenchServer implements AutoCloseable {
    /** An agent that may have fractions of a difficulty, as the server begins with so little that every hash is a share. */
    static final Swarm.Names NAMES = new Swarm.Names("cpuminer/2.5.1", "%k.bench", "x");

    private static final String START_DIFFICULTY = "0.000000000001";
    private static final int STOP_SECONDS_MAX = 10;
    private static final Pattern LISTENS = Pattern.compile("Stratum listens on .*:(\\d+)");

    private final Devnet devnet;
    private final Path directory;
    private final Process process;
    private final InetSocketAddress address;
    private final InetSocketAddress tlsAddress;
    private final HttpClient http = HttpClient.newHttpClient();

    private BenchServer(Devnet devnet, Path directory, @Nullable Path log) throws IOException {
        this.devnet = devnet;
        this.directory = directory;
        ProcessBuilder builder = program("serve").redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("VANTA_") || name.startsWith("SHIELDED_"));
        tlsAddress = new InetSocketAddress("127.0.0.1", FreePort.choose());
        environment.put("VANTA_STRATUM_TLS_PORT", Integer.toString(tlsAddress.getPort()));
        environment.putAll(Map.of(
                "VANTA_NETWORK",
                "devnet",
                "VANTA_L1_URL",
                devnet.url().toString(),
                "VANTA_L1_USER",
                devnet.user(),
                "VANTA_L1_PASSWORD",
                devnet.password(),
                "VANTA_DATA_DIR",
                directory.toString(),
                "SHIELDED_PUBKEY",
                "11".repeat(32),
                "VANTA_HTTP_PORT",
                "0",
                "VANTA_STRATUM_PORT",
                "0",
                "VANTA_STRATUM_START_DIFFICULTY",
                START_DIFFICULTY,
                "VANTA_GOSSIP_ENABLED",
                "false"));
        PrintWriter out = new PrintWriter(log == null ? Writer.nullWriter() : opened(log), true);
        process = builder.start();
        address = new InetSocketAddress("127.0.0.1", port(out));
    }

    /** @param log takes what the server says */
    static BenchServer start(int bits, int fillers, @Nullable Path log) throws IOException {
        Devnet devnet = Devnet.start(DevnetOptions.easiest().withBits(bits).withFillers(fillers));
        try {
            return new BenchServer(devnet, Files.createTempDirectory("vanta-bench"), log);
        } catch (IOException | RuntimeException e) {
            devnet.close();
            throw e;
        }
    }

    /** This program as it runs now, with other arguments. */
    static ProcessBuilder program(String... arguments) {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command().orElseThrow(() -> new CannotException("can't tell how this program was started")));
        for (String argument : self.arguments().orElse(new String[0])) {
            if (argument.equals("bench")) {
                break;
            }
            command.add(argument);
        }
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static Writer opened(Path log) {
        try {
            return Files.newBufferedWriter(log, CREATE, APPEND);
        } catch (IOException e) {
            throw new CannotException("--server-log: can't write " + log + ": " + e, e);
        }
    }

    private int port(PrintWriter out) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            out.println(line);
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                Thread.ofVirtual().start(() -> copy(lines, out));
                return Integer.parseInt(listens.group(1));
            }
        }
        throw new CannotException("the server did not start:\n" + said);
    }

    /** Reads what the server says until it ends, so that it never waits, also when there is no room to write it down. */
    private static void copy(BufferedReader lines, PrintWriter out) {
        try (out) {
            lines.lines().forEach(out::println);
        } catch (UncheckedIOException e) {
            // It was ended.
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Its port for Stratum over TLS. */
    InetSocketAddress tlsAddress() {
        return tlsAddress;
    }

    long pid() {
        return process.pid();
    }

    /** Returns when the devnet has the block. */
    int makeBlock() throws IOException, InterruptedException {
        String login = Base64.getEncoder()
                .encodeToString((devnet.user() + ":" + devnet.password()).getBytes(StandardCharsets.US_ASCII));
        return http.send(
                        HttpRequest.newBuilder(URI.create(devnet.url() + "/"))
                                .header("Authorization", "Basic " + login)
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"id\":1,\"method\":\"generateblock\",\"params\":[\"\",[]]}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, STOP_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
        process.destroyForcibly().onExit().join();
        devnet.close();
        http.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
