package org.vanta.appliance.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** The program's entry: one picocli command tree. Without a command it serves. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... args) {
        System.exit(run(commandLine(), args));
    }

    /** The exit code. Picocli takes exceptions in hand but no errors, with which the process would end with 1, as if the answer were no. */
    static int run(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (Throwable failure) {
            commandLine.getErr().println("vanta: " + sentence(failure));
            return ExitCode.CANNOT;
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new VantaCommand())
                // "@file" is a value of the verify command, not a file of arguments.
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler((failure, commandLine, _) -> {
                    commandLine.getErr().println("vanta: " + sentence(failure));
                    return ExitCode.CANNOT;
                })
                .setExitCodeExceptionMapper(_ -> ExitCode.CANNOT);
    }

    private static String sentence(Throwable failure) {
        return failure instanceof CannotException ? String.valueOf(failure.getMessage()) : failure.toString();
    }
}
