package org.vanta.appliance.cli;

import picocli.CommandLine.Command;

@Command(
        name = "bench",
        description = "Measures this machine with this program.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchCoreCommand.class,
            BenchStratumCommand.class,
            BenchAttackCommand.class,
            BenchSinkCommand.class
        })
final class BenchCommand {}
