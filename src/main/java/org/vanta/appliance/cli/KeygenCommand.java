package org.vanta.appliance.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.vanta.appliance.note.WalletSecret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "keygen",
        description =
                "Makes a wallet key: the secret goes to a file only its owner can read, the owner key is printed.",
        mixinStandardHelpOptions = true)
final class KeygenCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "where the secret goes; an existing file is never overwritten")
    Path out;

    @Override
    public Integer call() {
        WalletSecret secret = WalletSecret.generate(new SecureRandom());
        save(secret);
        spec.commandLine().getOut().println(secret.ownerKey().hex());
        spec.commandLine()
                .getErr()
                .println(
                        "vanta: the secret is in " + out
                                + "; keep a copy, whoever has it has the rewards. Above is the owner key: set it as SHIELDED_PUBKEY.");
        return ExitCode.DONE;
    }

    private void save(WalletSecret secret) {
        try {
            secret.saveNew(out);
        } catch (FileAlreadyExistsException e) {
            throw new CannotException(out + " exists already and is not overwritten; name another file", e);
        } catch (IOException e) {
            throw new CannotException("can't write the secret to " + out + ": " + e, e);
        }
    }
}
