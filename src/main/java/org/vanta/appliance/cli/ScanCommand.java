package org.vanta.appliance.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.vanta.appliance.note.WalletSecret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "scan",
        description =
                "Finds the wallet's notes in a running sidecar. Decryption happens here; the secret is never sent.",
        mixinStandardHelpOptions = true)
final class ScanCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = "--secret-file",
            required = true,
            paramLabel = "FILE",
            description = "file with the wallet's secret, or - for standard input")
    String secretFile;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "the sidecar, default ${DEFAULT-VALUE}")
    URI url;

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            defaultValue = "0",
            description = "tell only of notes that came or changed since the scan that ended with this cursor")
    String after;

    @Option(names = "--json", description = "print one JSON document instead of lines")
    boolean asJson;

    @Override
    public Integer call() throws Exception {
        WalletSecret secret = SecretSource.read(secretFile);
        if (!after.matches("[0-9]{1,19}")) {
            throw new CannotException("--after: \"" + after + "\" is no cursor; it is the \"next\" of an earlier scan");
        }
        WalletScan scan = new WalletScan(url, secret, after);
        List<FoundNote> found = scan.more();
        if (asJson) {
            spec.commandLine().getOut().println(json(found, scan.cursor()));
        } else {
            found.forEach(note -> spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "height %s  value %s  commitment %s  %s%n",
                            note.height() < 0 ? "-" : note.height(),
                            Amount.text(note.note().value()),
                            note.note().commitment(),
                            note.state()));
        }
        return found.isEmpty() ? ExitCode.NO : ExitCode.DONE;
    }

    private static String json(List<FoundNote> found, String next) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode document = mapper.createObjectNode();
        ArrayNode notes = document.putArray("notes");
        for (FoundNote note : found) {
            notes.addObject()
                    .put("height", note.height() < 0 ? null : (Integer) note.height())
                    .put("value", Long.toUnsignedString(note.note().value()))
                    .put("asset", note.note().asset())
                    .put("commitment", note.note().commitment().hex())
                    .put("state", note.state());
        }
        document.put("next", next);
        return mapper.writeValueAsString(document);
    }
}
