package org.vanta.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.UnmanagedMemory;
import org.graalvm.nativeimage.c.CContext;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/**
 * Direct calls into the static library, for a native image alone. Arguments are pinned for the length of a call; the calls
 * leave the Java state, so the garbage collector does not wait for them.
 */
@CContext(StaticCalls.Directives.class)
final class StaticCalls implements NativeCalls {
    private static final int ITEM_BYTES = 40;

    /** Tells the image builder to link {@code libvanta_verifier.a}, which it finds in the jar. */
    static final class Directives implements CContext.Directives {
        private static final String NAME = "libvanta_verifier.a";

        @Override
        public List<String> getLibraries() {
            return List.of("vanta_verifier");
        }

        @Override
        public List<String> getLibraryPaths() {
            String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
            String resource = "/META-INF/native/linux-" + machine + "/" + NAME;
            try (InputStream in = StaticCalls.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(
                            "no static verifier library for " + machine + "; build it on that platform");
                }
                Path directory = Files.createTempDirectory("vanta-verifier");
                Path library = directory.resolve(NAME);
                Files.copy(in, library);
                library.toFile().deleteOnExit();
                directory.toFile().deleteOnExit();
                return List.of(directory.toString());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot unpack " + resource, e);
            }
        }
    }

    @CFunction("vanta_envelope_verify")
    private static native int envelopeVerify(PointerBase journal, PointerBase envelope, UnsignedWord length);

    @CFunction("vanta_sp1_verify")
    private static native int sp1Verify(
            PointerBase programVkey,
            PointerBase publicValues,
            UnsignedWord publicValuesLength,
            PointerBase proof,
            UnsignedWord proofLength);

    @CFunction("vanta_sp1_verify_batch")
    private static native int sp1VerifyBatch(PointerBase statuses, PointerBase items, UnsignedWord count);

    @CFunction("vanta_risc0_verify")
    private static native int risc0Verify(
            PointerBase imageId,
            PointerBase journal,
            UnsignedWord journalLength,
            PointerBase seal,
            UnsignedWord sealLength);

    @CFunction("vanta_verifier_abi")
    private static native int verifierAbi(PointerBase abi);

    @Override
    public int envelopeVerify(byte[] journal, byte[] envelope) {
        try (PinnedObject out = PinnedObject.create(journal);
                PinnedObject in = pin(envelope)) {
            return envelopeVerify(address(out), address(in), length(envelope));
        }
    }

    @Override
    public int sp1Verify(byte[] programVkey, byte[] publicValues, byte[] proof) {
        try (PinnedObject vkey = pin(programVkey);
                PinnedObject values = pin(publicValues);
                PinnedObject bytes = pin(proof)) {
            return sp1Verify(address(vkey), address(values), length(publicValues), address(bytes), length(proof));
        }
    }

    @Override
    public int[] sp1VerifyBatch(List<Sp1Proof> proofs) {
        int[] statuses = new int[proofs.size()];
        if (proofs.isEmpty()) {
            return statuses;
        }
        List<PinnedObject> pinned = new ArrayList<>();
        Pointer items = UnmanagedMemory.malloc(WordFactory.unsigned((long) ITEM_BYTES * proofs.size()));
        try {
            for (int i = 0; i < proofs.size(); i++) {
                Sp1Proof proof = proofs.get(i);
                int offset = ITEM_BYTES * i;
                items.writeWord(offset, keep(pinned, pin(proof.programVkey())));
                items.writeWord(offset + 8, keep(pinned, pin(proof.publicValues())));
                items.writeLong(offset + 16, proof.publicValues().length);
                items.writeWord(offset + 24, keep(pinned, pin(proof.proof())));
                items.writeLong(offset + 32, proof.proof().length);
            }
            PointerBase out = keep(pinned, PinnedObject.create(statuses));
            int ignored = sp1VerifyBatch(out, items, WordFactory.unsigned(proofs.size()));
            return statuses;
        } finally {
            pinned.forEach(PinnedObject::close);
            UnmanagedMemory.free(items);
        }
    }

    @Override
    public int risc0Verify(byte[] imageId, byte[] journal, byte[] seal) {
        try (PinnedObject id = pin(imageId);
                PinnedObject values = pin(journal);
                PinnedObject bytes = pin(seal)) {
            return risc0Verify(address(id), address(values), length(journal), address(bytes), length(seal));
        }
    }

    @Override
    public byte[] abi() {
        byte[] image = new byte[VerifierAbi.BYTES];
        try (PinnedObject out = PinnedObject.create(image)) {
            int ignored = verifierAbi(address(out));
            return image;
        }
    }

    /** An empty array has no first element to point at: a byte that is not read stands in for it. */
    private static PinnedObject pin(byte[] bytes) {
        return PinnedObject.create(bytes.length == 0 ? new byte[1] : bytes);
    }

    private static PointerBase address(PinnedObject pinned) {
        return pinned.addressOfArrayElement(0);
    }

    private static PointerBase keep(List<PinnedObject> pinned, PinnedObject one) {
        pinned.add(one);
        return address(one);
    }

    private static UnsignedWord length(byte[] bytes) {
        return WordFactory.unsigned(bytes.length);
    }
}
