package org.vanta.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Goal: exit code 1 is an answer, never a breakdown. Method: a command that breaks. */
class MainTest {
    @Command(name = "broken")
    static final class Broken implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new UnsatisfiedLinkError("no such library");
        }
    }

    @Test
    void anErrorIsNoAnswer() {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().addSubcommand(new Broken()).setErr(new PrintWriter(err, true));
        assertThat(Main.run(commandLine, "broken")).isEqualTo(ExitCode.CANNOT);
        assertThat(err.toString())
                .startsWith("vanta: ")
                .contains("no such library")
                .hasLineCount(1);
    }
}
