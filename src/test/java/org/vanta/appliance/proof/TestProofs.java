package org.vanta.appliance.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.vanta.appliance.bitcoin.OutPoint;
import org.vanta.appliance.bitcoin.Transaction;
import org.vanta.appliance.bitcoin.TxInput;
import org.vanta.appliance.bitcoin.TxOutput;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Hex;
import org.vanta.appliance.chain.ProofEnvelope;
import org.vanta.appliance.chain.TransferJournal;
import org.vanta.verifier.Verifier;

/** The verifier's test build, which pins a program of the tests' own, and envelopes it accepts and refuses; both made by the build in src/native. */
public final class TestProofs {
    static final int QUEUE = 4;
    private static final Path BUILD = Path.of("native/target/cmake/tests");
    private static final Path PUBLISHED = Path.of("native/tests/vectors/sp1/accept.json");

    /** @param status the verifier's answer as a number, 0 if it accepts */
    public record Case(String name, int status, byte[] envelope) {}

    private TestProofs() {}

    public static Verifier verifier() {
        return Verifier.open(BUILD.resolve("libvanta_verifier_test.so").toAbsolutePath());
    }

    public static ProofChecker checker() {
        return checker(new ProofTally());
    }

    public static ProofChecker checker(ProofTally tally) {
        return new ProofChecker(new ProofJudge(verifier()), tally, 1, QUEUE);
    }

    /** A checker whose every check is done by {@code judge}. */
    static ProofChecker checker(Function<ProofRequest, ProofAnswer> judge, ProofTally tally, int threads, int queue) {
        return new ProofChecker(judge, "11".repeat(32), tally, threads, queue);
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode entry : read(BUILD.resolve("envelopes.json"))) {
            cases.add(new Case(
                    entry.get("name").asText(),
                    entry.get("status").asInt(),
                    Hex.decode(entry.get("envelope").asText())));
        }
        return cases;
    }

    /** An envelope that is accepted. @param number 1 to 3; each reveals two nullifiers of its own */
    public static byte[] spend(int number) {
        return cases().stream()
                .filter(entry -> entry.name().equals("spend " + number))
                .map(Case::envelope)
                .findFirst()
                .orElseThrow();
    }

    public static TransferJournal journal(byte[] envelope) {
        return TransferJournal.parse(ProofEnvelope.parse(envelope).orElseThrow().publicValues());
    }

    /** A proof that people published, of a program that is not ours. */
    public static ProofRequest.RawSp1 published() {
        JsonNode entry = read(PUBLISHED).get(0);
        return new ProofRequest.RawSp1(
                Hash256.of(bytes(entry, "program_vkey")), bytes(entry, "public_values"), bytes(entry, "proof"));
    }

    private static byte[] bytes(JsonNode entry, String field) {
        return Hex.decode(entry.get(field).asText().replaceFirst("^0x", ""));
    }

    /** A transaction that spends an output with this as {@code witness.stack[0]}. */
    public static Transaction spending(OutPoint previous, byte[] item, TxOutput... outputs) {
        return new Transaction(2, List.of(new TxInput(previous, new byte[0], -1, List.of(item))), List.of(outputs), 0);
    }
}
