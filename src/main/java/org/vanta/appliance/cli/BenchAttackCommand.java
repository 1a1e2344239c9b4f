package org.vanta.appliance.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.vanta.appliance.bench.Attack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The attacker of {@link BenchStratumCommand}: says how many connects it made in how many nanoseconds, first when it has begun, then each second,
 * and goes on until it is ended.
 */
@Command(name = "stratum-attack", hidden = true)
final class BenchAttackCommand implements Callable<Integer> {
    @Parameters(index = "0")
    Attack kind = Attack.SILENT;

    @Parameters(index = "1")
    String host = "";

    @Parameters(index = "2")
    int port;

    @Override
    public Integer call() throws IOException {
        InetSocketAddress target = new InetSocketAddress(host, port);
        if (!target.getAddress().isLoopbackAddress()) {
            throw new CannotException("attacks go to this machine only, not to " + host);
        }
        kind.run(target, connects -> {
            System.out.println(connects.toLine());
            System.out.flush();
        });
        return ExitCode.DONE;
    }
}
