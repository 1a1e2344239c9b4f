package org.vanta.appliance.blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A wallet made and used by the program's own commands. */
record WalletKey(Path secretFile, String ownerKey) {
    static WalletKey generate(Path directory) throws IOException, InterruptedException {
        Path secretFile = directory.resolve("wallet.secret");
        try (VantaProgram keygen = VantaProgram.start(Map.of(), "keygen", "--out", secretFile.toString())) {
            String ownerKey = keygen.await("^([0-9a-f]{64})$").group(1);
            if (keygen.exitCode() != 0) {
                throw new AssertionError(keygen.output());
            }
            return new WalletKey(secretFile, ownerKey);
        }
    }

    /** The commitments of the wallet's notes in that state. */
    Set<String> scan(URI sidecar, String state) throws IOException, InterruptedException {
        try (VantaProgram scan = VantaProgram.start(
                Map.of(), "scan", "--secret-file", secretFile.toString(), "--url", sidecar.toString(), "--json")) {
            String document = scan.await("^(\\{\"notes\".*)$").group(1);
            Set<String> commitments = new TreeSet<>();
            for (JsonNode note : new ObjectMapper().readTree(document).path("notes")) {
                if (note.path("state").asText().equals(state)) {
                    commitments.add(note.path("commitment").asText());
                }
            }
            return commitments;
        }
    }
}
