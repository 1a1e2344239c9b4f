package org.vanta.appliance.blackbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged program as a process of its own: the native file or command that the system property {@code vanta.program} names, else the jar.
 * Everything it prints is kept and can be waited for.
 */
public final class VantaProgram implements AutoCloseable {
    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    private VantaProgram(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    public static VantaProgram start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("VANTA_") || name.startsWith("SHIELDED_"));
        builder.environment().putAll(environment);
        return new VantaProgram(builder.start());
    }

    private static List<String> program() {
        String named = System.getProperty("vanta.program", "");
        if (!named.isEmpty()) {
            return Files.exists(Path.of(named)) ? List.of(named) : List.of(named.split(" "));
        }
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing: run \"./mvnw verify\", which packages first");
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString());
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(output ended: " + e + ")");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Everything printed so far. */
    public synchronized String output() {
        return String.join("\n", lines);
    }

    public synchronized long count(Predicate<String> line) {
        return lines.stream().filter(line).count();
    }

    /** Waits for a printed line that matches and gives the match. */
    public Matcher await(String regex) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        return awaitNumber(pattern, 1);
    }

    /** Waits until {@code number} lines match and gives the last one's match. */
    public synchronized Matcher awaitNumber(Pattern pattern, int number) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Matcher> match = lines.stream()
                    .map(pattern::matcher)
                    .filter(Matcher::find)
                    .skip(number - 1L)
                    .findFirst();
            if (match.isPresent()) {
                return match.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                throw new AssertionError("no line matches \"" + pattern + "\" " + number + " times in:\n" + output());
            }
            wait(left);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end and gives the exit code. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running:\n" + output());
        }
        reader.join();
        return process.exitValue();
    }

    /** SIGTERM, then waits for the end. */
    public int terminate() throws InterruptedException {
        // Not Process.destroy: that would close the stream before the last lines are read.
        process.toHandle().destroy();
        return exitCode();
    }

    /** SIGKILL: nothing of the program runs any more. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        reader.join();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while stopping the program", e));
        }
    }
}
