package org.vanta.appliance.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bench.Attack;
import org.vanta.appliance.bench.Figure;
import org.vanta.appliance.bench.Load;
import org.vanta.appliance.bench.ServerProcess;
import org.vanta.appliance.devnet.DevnetOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "stratum",
        description =
                "Loads a Stratum server with miners and shows what it makes of them: one it starts itself on a devnet,"
                        + " or any other with --target. This process is the generator.",
        mixinStandardHelpOptions = true)
final class BenchStratumCommand implements Callable<Integer> {
    /** Few enough leading zeros that a block is never found by chance, so that submits stay submits. */
    private static final int HARD_BITS = 0x1b00ffff;

    /** As many as a full block of mainnet has, so 12 merkle branches. */
    private static final int TRANSACTIONS = 4_000;

    private static final int PACED_PER_SECOND = 20_000;
    private static final int BITAXES = 5_000;
    private static final int BITAXE_SHARES_PER_MINUTE = 6;

    /** What there is to measure. */
    enum Measure {
        FANOUT,
        SUBMITS,
        PACED,
        IDLE,
        CHURN,
        FLEET
    }

    @Spec
    CommandSpec spec;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "MEASURE",
            description = "of ${COMPLETION-CANDIDATES}; default all, with --target those it gives enough for")
    @Nullable
    Set<Measure> only;

    @Option(
            names = "--miners",
            split = ",",
            paramLabel = "N",
            defaultValue = "5000,10000",
            description = "fleets that new blocks go out to, default ${DEFAULT-VALUE}")
    List<Integer> miners = List.of();

    @Option(names = "--idle", defaultValue = "10000", description = "idle miners, default ${DEFAULT-VALUE}")
    int idle;

    @Option(names = "--seconds", defaultValue = "10", description = "time for each measure, default ${DEFAULT-VALUE}")
    int seconds;

    @Option(
            names = "--churn-seconds",
            defaultValue = "60",
            description = "time for connects that come and go, default ${DEFAULT-VALUE}")
    int churnSeconds;

    @Option(names = "--churn", defaultValue = "100", description = "connects a second, default ${DEFAULT-VALUE}")
    int churn;

    @Option(
            names = "--attack",
            split = ",",
            paramLabel = "KIND",
            description =
                    "instead: what honest miners notice of ${COMPLETION-CANDIDATES}, each from a process of its own: by their answers, or with --only FANOUT by when new blocks come")
    @Nullable
    Set<Attack> attacks;

    @Option(
            names = "--submits",
            defaultValue = "1000",
            description = "submits a second of the honest miners under attack, default ${DEFAULT-VALUE}")
    int submits;

    @Option(
            names = "--aside",
            description =
                    "after each attack the same on another process: what the machine alone costs the honest miners")
    boolean aside;

    @Option(
            names = "--server-log",
            paramLabel = "FILE",
            description = "takes what the server it starts says, after what is in it")
    @Nullable
    Path serverLog;

    @Option(names = "--json", description = "figures as JSON")
    boolean json;

    @ArgGroup(exclusive = false, heading = "Another server:%n")
    @Nullable
    BenchTarget target;

    private final List<Figure> figures = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || churnSeconds < 1) {
            throw new CannotException("--seconds and --churn-seconds: expected 1 or more");
        }
        if (target == null) {
            own();
        } else {
            BenchTarget.Started other = target.started();
            if (attacks != null) {
                Load load = other.load();
                attack(answers(load), other.address(), other.address(), attacks);
            } else {
                if (wants(Measure.FANOUT) && target.canMakeBlocks()) {
                    fanOut(other.load(), target::makeBlock);
                }
                measure(other.load());
            }
        }
        if (json) {
            out().println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures));
        }
        out().flush();
        return ExitCode.DONE;
    }

    private void own() throws Exception {
        if (attacks == null ? wants(Measure.FANOUT) : wantsJobsUnderAttack()) {
            try (BenchServer server = BenchServer.start(DevnetOptions.EASIEST_BITS, 0, serverLog)) {
                Load load = load(server);
                if (attacks == null) {
                    fanOut(load, server::makeBlock);
                } else {
                    attack(jobs(load, server::makeBlock), server.address(), server.tlsAddress(), attacks);
                    return;
                }
            }
        }
        try (BenchServer server = BenchServer.start(HARD_BITS, TRANSACTIONS, serverLog)) {
            Load load = load(server);
            if (attacks == null) {
                measure(load);
            } else {
                attack(answers(load), server.address(), server.tlsAddress(), attacks);
            }
        }
    }

    private boolean wantsJobsUnderAttack() {
        return only != null && only.contains(Measure.FANOUT);
    }

    private static Load load(BenchServer server) {
        return new Load(server.address(), BenchServer.NAMES, new ServerProcess(server.pid()));
    }

    private boolean wants(Measure measure) {
        return only == null || only.contains(measure);
    }

    private void fanOut(Load load, Callable<?> makeBlock) throws Exception {
        for (int fleet : miners) {
            show(load.fanOut(fleet, makeBlock));
        }
    }

    private void measure(Load load) throws Exception {
        for (Measure measure : only == null ? EnumSet.allOf(Measure.class) : only) {
            show(
                    switch (measure) {
                        case FANOUT -> List.of();
                        case SUBMITS -> load.flood(seconds);
                        case PACED -> load.paced(PACED_PER_SECOND, seconds);
                        case IDLE -> load.idle(idle, seconds);
                        case CHURN -> load.churn(churn, churnSeconds, figure -> show(List.of(figure)));
                        case FLEET -> load.fleet(BITAXES, BITAXE_SHARES_PER_MINUTE, 3 * seconds);
                    });
        }
    }

    /** What honest miners are measured by while somebody attacks, or nobody does. */
    private interface Honest {
        List<Figure> measure(String what) throws Exception;
    }

    private Honest answers(Load load) {
        return what -> load.underAttack(what, submits, seconds);
    }

    private Honest jobs(Load load, Callable<?> makeBlock) {
        return what -> {
            List<Figure> all = new ArrayList<>();
            for (int fleet : miners) {
                for (Figure figure : load.fanOut(fleet, makeBlock)) {
                    all.add(new Figure(what + ": " + figure.what(), figure.value(), figure.unit()));
                }
            }
            return all;
        };
    }

    private void attack(Honest honest, InetSocketAddress server, InetSocketAddress tls, Set<Attack> kinds)
            throws Exception {
        show(honest.measure("quiet"));
        for (Attack kind : kinds) {
            String what = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            attack(honest, what, kind, kind.isOverTls() ? tls : server);
            if (aside) {
                try (BenchSink sink = BenchSink.start()) {
                    attack(honest, what + " aside", kind, sink.address());
                }
            }
        }
    }

    private void attack(Honest honest, String what, Attack kind, InetSocketAddress on) throws Exception {
        try (BenchAttacker attacker = BenchAttacker.start(kind, on)) {
            show(honest.measure(what));
            double connects = attacker.connectsPerSecond();
            if (connects > 0) {
                show(List.of(new Figure(what + ": connects made", connects, "per second")));
            }
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void show(List<Figure> measured) {
        figures.addAll(measured);
        if (!json) {
            measured.forEach(figure -> out().println(
                            String.format(Locale.ROOT, "%-90s %,12.1f %s", figure.what(), figure.value(), figure.unit())
                                    .stripTrailing()));
            out().flush();
        }
    }
}
