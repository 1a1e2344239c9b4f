package org.vanta.appliance.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.store.StartRefusal;
import org.vanta.verifier.VerifierUnavailableException;

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
            exitCode.set(failure == null ? code : exitCode(failure));
            if (failure != null) {
                System.err.println("vanta: " + explanation(failure));
            }
        });
        return exitCode.get();
    }

    /** What the operator or configuration must mend ends with {@link ExitCode#CANNOT}; what may pass, and what nobody foresaw, does not. */
    static int exitCode(Throwable failure) {
        return switch (known(failure)) {
            case StartRefusal refusal -> refusal.mayPass() ? ExitCode.TRY_AGAIN : ExitCode.CANNOT;
            case QuarkusBindException bind -> isDenied(bind) ? ExitCode.CANNOT : ExitCode.TRY_AGAIN;
            case ConfigValidationException _, VerifierUnavailableException _ -> ExitCode.CANNOT;
            case null, default -> ExitCode.TRY_AGAIN;
        };
    }

    /** One sentence, or a trace where nobody foresaw the failure. */
    static String explanation(Throwable failure) {
        return switch (known(failure)) {
            case StartRefusal refusal -> String.valueOf(refusal.getMessage());
            case VerifierUnavailableException unavailable -> String.valueOf(unavailable.getMessage());
            case QuarkusBindException bind -> sentence(bind);
            case ConfigValidationException invalid -> problems(invalid);
            case null, default -> trace(failure);
        };
    }

    /** The outermost cause that there is a sentence for. */
    private static @Nullable Throwable known(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefusal
                    || cause instanceof VerifierUnavailableException
                    || cause instanceof QuarkusBindException
                    || cause instanceof ConfigValidationException) {
                return cause;
            }
        }
        return null;
    }

    /** Only root may have the port. */
    private static boolean isDenied(QuarkusBindException bind) {
        return String.valueOf(bind.getMessage()).contains("denied");
    }

    private static String sentence(QuarkusBindException bind) {
        if (isDenied(bind)) {
            return "HTTP port " + bind.getPort() + " is not for this user; set VANTA_HTTP_PORT to one above 1023";
        }
        return String.valueOf(bind.getMessage()).contains("assign")
                ? "HTTP can't be opened on " + bind.getHost()
                        + ", which is no address of this machine; set QUARKUS_HTTP_HOST to one"
                : "HTTP port " + bind.getPort()
                        + " is taken by another program; stop it or set VANTA_HTTP_PORT to a free port";
    }

    private static String trace(Throwable failure) {
        StringBuilder trace = new StringBuilder("could not start: ").append(failure);
        for (StackTraceElement element : failure.getStackTrace()) {
            trace.append("\n    at ").append(element);
        }
        return trace.toString();
    }

    private static String problems(ConfigValidationException invalid) {
        StringBuilder text = new StringBuilder("the configuration is not usable:");
        for (int i = 0; i < invalid.getProblemCount(); i++) {
            text.append(i == 0 ? " " : "; ").append(invalid.getProblem(i).getMessage());
        }
        return text.toString();
    }
}
