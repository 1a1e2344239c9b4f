package org.vanta.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The files the tests in C read as well. */
final class Vectors {
    private Vectors() {}

    /** The test build of the library: every key, and a key of the tests' own. */
    static Verifier testBuild() {
        return Verifier.open(build().resolve("tests/libvanta_verifier_test.so"));
    }

    static Path build() {
        return Path.of(System.getProperty("verifier.build"));
    }

    /** Folders of published proofs: the project's own, and the outside one if it is there. */
    static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        folders.add(Path.of(System.getProperty("verifier.vectors")));
        String shared = System.getProperty("vanta.shared", "");
        if (Files.isDirectory(Path.of(shared, "vectors", "sp1")) && !shared.isEmpty()) {
            folders.add(Path.of(shared, "vectors"));
        } else {
            System.err.println("SKIPPED: outside vectors absent (set VANTA_SHARED to the folder that holds vectors/)");
        }
        return folders;
    }

    static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        if (Files.exists(file)) {
            JsonNode root = new ObjectMapper().readTree(file.toFile());
            (root.has("receipts") ? root.get("receipts") : root).forEach(cases::add);
        }
        return cases;
    }

    static byte[] bytes(JsonNode entry, String field) {
        String hex = entry.get(field).asText();
        return HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
    }
}
