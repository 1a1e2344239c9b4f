package org.vanta.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
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
    private static final ObjectMapper MAPPER = new ObjectMapper();

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

    @Option(names = "--json", description = "print one JSON document instead of lines; with --follow one for each note")
    boolean asJson;

    @Option(
            names = "--follow",
            description =
                    "stay connected and print notes as they come or change, until stopped; survives restarts of the"
                            + " sidecar")
    boolean follow;

    @Override
    public Integer call() throws Exception {
        WalletSecret secret = SecretSource.read(secretFile);
        if (!after.matches("[0-9]{1,19}")) {
            throw new CannotException("--after: \"" + after + "\" is no cursor; it is the \"next\" of an earlier scan");
        }
        if (follow) {
            PrintWriter err = spec.commandLine().getErr();
            new WalletFollow(url, secret, after, this::print, sentence -> {
                        err.println("vanta: " + sentence);
                        err.flush();
                    })
                    .run();
            return ExitCode.DONE;
        }
        try (WalletScan scan = new WalletScan(url, secret, after)) {
            List<FoundNote> found = scan.more();
            if (asJson) {
                spec.commandLine().getOut().println(json(found, scan.cursor()));
            } else {
                found.forEach(this::print);
            }
            return found.isEmpty() ? ExitCode.NO : ExitCode.DONE;
        }
    }

    private void print(FoundNote note) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "height %s  value %s  commitment %s  %s%n",
                        note.height() < 0 ? "-" : note.height(),
                        Amount.text(note.note().value()),
                        note.note().commitment(),
                        note.state());
    }

    /** At once, for whoever reads the other end of a pipe. */
    private void print(FoundNote note, String next) {
        if (asJson) {
            spec.commandLine()
                    .getOut()
                    .println(entry(MAPPER.createObjectNode(), note).put("next", next));
        } else {
            print(note);
        }
        spec.commandLine().getOut().flush();
    }

    private static ObjectNode entry(ObjectNode entry, FoundNote note) {
        return entry.put("height", note.height() < 0 ? null : (Integer) note.height())
                .put("value", Long.toUnsignedString(note.note().value()))
                .put("asset", note.note().asset())
                .put("commitment", note.note().commitment().hex())
                .put("state", note.state());
    }

    private static String json(List<FoundNote> found, String next) throws JsonProcessingException {
        ObjectNode document = MAPPER.createObjectNode();
        ArrayNode notes = document.putArray("notes");
        found.forEach(note -> entry(notes.addObject(), note));
        document.put("next", next);
        return MAPPER.writeValueAsString(document);
    }
}
