package org.vanta.appliance.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "vanta",
        description = "Solo mining into shielded notes: Stratum server, L2 sidecar and wallet tools in one program.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            KeygenCommand.class,
            MinerCommand.class,
            ScanCommand.class,
            VerifyCommand.class,
            RecoverCommand.class,
            StateCommand.class,
            BenchCommand.class,
            PeerCommand.class,
        })
final class VantaCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return new ServeCommand().call();
    }
}
