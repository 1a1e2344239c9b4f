package org.vanta.appliance.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.vanta.appliance.bench.FreePort;

/**
 * A real PostgreSQL server of Debian's package, with a cluster of its own in a temporary folder and on a free port. It refuses to run as root, so
 * root's tests run it as the user that the package made.
 */
public final class TestPostgres implements AutoCloseable {
    public static final String USER = "vanta";
    public static final String PASSWORD = "correct horse";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path programs;
    private final Path folder;
    private final int port;
    private Process process;

    private TestPostgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** One server for all tests of this process; ends with it. Where there is none, the calling test is skipped, or fails if it is required. */
    public static TestPostgres shared() {
        return Shared.SERVER.orElseGet(TestPostgres::absent);
    }

    private static final class Shared {
        static final Optional<TestPostgres> SERVER = programs().map(programs -> {
            TestPostgres server = start(programs);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        });
    }

    /** A server of the caller's own. */
    public static TestPostgres start() {
        return programs().map(TestPostgres::start).orElseGet(TestPostgres::absent);
    }

    private static TestPostgres absent() {
        if (Boolean.parseBoolean(System.getenv("VANTA_REQUIRE_POSTGRES"))) {
            throw new AssertionError(
                    "no PostgreSQL in " + VERSIONS + ", but VANTA_REQUIRE_POSTGRES says there must be");
        }
        System.err.println(
                "SKIPPED: no PostgreSQL in " + VERSIONS + " (Debian: postgresql), nothing is tested over it");
        return Assumptions.abort("no PostgreSQL");
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestPostgres start(Path programs) {
        try {
            Path folder = Files.createTempDirectory("vanta-postgres");
            Path password = Files.writeString(folder.resolve("password"), PASSWORD);
            if (ROOT) {
                for (Path path : List.of(folder, password)) {
                    Files.setOwner(
                            path,
                            path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
                }
            }
            TestPostgres server = new TestPostgres(programs, folder, FreePort.choose());
            server.run(
                    "initdb",
                    "--pgdata=" + folder.resolve("data"),
                    "--username=" + USER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--data-checksums",
                    "--no-sync");
            server.resume();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process begin(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void run(String program, String... arguments) throws IOException {
        if (ended(begin(program, arguments)) != 0) {
            throw new IOException(program + ": " + Files.readString(folder.resolve("log")));
        }
    }

    private static int ended(Process process) throws IOException {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("still running: " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Starts it, after a stop with everything it had; returns when it takes connections. */
    public void resume() {
        resumeWith();
    }

    /** As {@link #resume}, with settings such as {@code fsync=off}. */
    public void resumeWith(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "-D",
                folder.resolve("data").toString(),
                "-p",
                String.valueOf(port),
                "-k",
                folder.toString(),
                "-c",
                "listen_addresses=127.0.0.1"));
        for (String setting : settings) {
            arguments.addAll(List.of("-c", setting));
        }
        try {
            process = begin("postgres", arguments.toArray(String[]::new));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                try (Connection connection = connect()) {
                    if (connection.isValid(1)) {
                        return;
                    }
                } catch (SQLException e) {
                    if (!process.isAlive() || System.nanoTime() > deadline) {
                        throw new IOException(Files.readString(folder.resolve("log")), e);
                    }
                }
                Thread.sleep(50);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Cuts every connection and ends at once, as in a crash: what it said was committed must be there after {@link #resume}. */
    public void crash() {
        // Immediate shutdown. A kill of the first process alone would leave the others, and their memory, behind.
        signal("QUIT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            ended(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs statements as the owner of everything. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public PostgresAddress address(String schema) {
        return new PostgresAddress(url(), schema, Optional.of(USER), Optional.of(PASSWORD), Optional.empty());
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            signal("QUIT");
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
