package org.vanta.appliance.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.vanta.appliance.store.StartRefusal;

/** Runs Quarkus in this process until it stops, and turns what kept it from starting into one sentence. */
final class ApplianceProcess {
    private ApplianceProcess() {}

    /** Blocks until the appliance has stopped; returns the exit code. */
    static int run(Class<? extends QuarkusApplication> application) {
        // Quarkus turns WebSockets off for the whole process when none of its extensions uses them; the relay's server
        // does.
        System.setProperty("vertx.disableWebsockets", "false");
        AtomicInteger exitCode = new AtomicInteger(ExitCode.DONE);
        Quarkus.run(application, (code, failure) -> {
            exitCode.set(failure == null ? code : ExitCode.CANNOT);
            if (failure != null) {
                explain(failure);
            }
        });
        return exitCode.get();
    }

    private static void explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case StartRefusal refusal -> {
                    say(String.valueOf(refusal.getMessage()));
                    return;
                }
                case QuarkusBindException bind -> {
                    say("HTTP port " + bind.getPort()
                            + " is taken by another program; stop it or set VANTA_HTTP_PORT to a free port");
                    return;
                }
                case ConfigValidationException invalid -> {
                    say(problems(invalid));
                    return;
                }
                default -> {}
            }
        }
        StringBuilder trace = new StringBuilder("could not start: ").append(failure);
        for (StackTraceElement element : failure.getStackTrace()) {
            trace.append("\n    at ").append(element);
        }
        say(trace.toString());
    }

    private static String problems(ConfigValidationException invalid) {
        StringBuilder text = new StringBuilder("the configuration is not usable:");
        for (int i = 0; i < invalid.getProblemCount(); i++) {
            text.append(i == 0 ? " " : "; ").append(invalid.getProblem(i).getMessage());
        }
        return text.toString();
    }

    private static void say(String sentence) {
        System.err.println("vanta: " + sentence);
    }
}
