package org.vanta.appliance.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.verifier.Sp1Proof;
import org.vanta.verifier.VerificationStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description =
                "Checks one SP1 proof (Groth16 or PLONK): exit code 0 accepted, 1 refused with the reason, 2 can't.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    /** Far above any proof and any public values worth checking by hand. */
    private static final int INPUT_BYTES_MAX = 1 << 20;

    private static final int VKEY_BYTES = 32;

    @Spec
    CommandSpec spec;

    @Option(names = "--sp1", required = true, description = "the proof is the SDK's bytes() of an SP1 proof")
    boolean sp1;

    @Option(
            names = "--vkey",
            required = true,
            paramLabel = "HEX",
            description = "the program's verification key, 32 bytes")
    String vkey;

    @Option(
            names = "--public-values",
            required = true,
            paramLabel = "HEX|@FILE",
            description = "as hex, or @ and a file that holds hex or the raw bytes")
    String publicValues;

    @Option(
            names = "--proof",
            required = true,
            paramLabel = "HEX|@FILE",
            description = "as hex, or @ and a file that holds hex or the raw bytes")
    String proof;

    @Override
    public Integer call() {
        Sp1Proof input = new Sp1Proof(vkey(), bytes("--public-values", publicValues), bytes("--proof", proof));
        VerificationStatus status = LinkedVerifier.get().sp1().verify(input);
        spec.commandLine().getOut().println(status.isOk() ? "accepted" : "refused: " + status.text());
        return status.isOk() ? ExitCode.DONE : ExitCode.NO;
    }

    private byte[] vkey() {
        try {
            return Hex.decode(digits(vkey), VKEY_BYTES);
        } catch (MalformedBytesException e) {
            throw new CannotException("--vkey: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(String option, String value) {
        try {
            return value.startsWith("@") ? content(Path.of(value.substring(1))) : Hex.decode(digits(value));
        } catch (IOException e) {
            throw new CannotException(option + ": can't read " + value.substring(1) + ": " + e, e);
        } catch (MalformedBytesException e) {
            throw new CannotException(option + ": " + e.getMessage(), e);
        }
    }

    private static byte[] content(Path file) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(INPUT_BYTES_MAX + 1);
        }
        if (content.length > INPUT_BYTES_MAX) {
            throw new IOException("more than " + INPUT_BYTES_MAX + " bytes");
        }
        String text = digits(new String(content, StandardCharsets.ISO_8859_1).strip());
        boolean isHex = text.length() % 2 == 0 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        return isHex ? Hex.decode(text) : content;
    }

    private static String digits(String hex) {
        return hex.startsWith("0x") ? hex.substring(2) : hex;
    }
}
