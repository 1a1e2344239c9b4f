package org.vanta.appliance.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "serve",
        description = "Runs the appliance: Stratum server, L2 sidecar, REST. Configuration comes from the environment.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return ApplianceProcess.run(Serve.class);
    }

    /** Lets Quarkus run until it is told to stop. */
    public static final class Serve implements QuarkusApplication {
        @Override
        public int run(String... args) {
            Quarkus.waitForExit();
            return ExitCode.DONE;
        }
    }
}
