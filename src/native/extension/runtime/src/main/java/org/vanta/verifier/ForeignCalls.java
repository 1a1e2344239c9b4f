package org.vanta.verifier;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Calls by the foreign function interface. Arguments are copied out of the heap: a copy costs a thousandth of a check, and a
 * call that pins the heap would hold up the garbage collector for a whole batch.
 */
final class ForeignCalls implements NativeCalls {
    private static final long ITEM_BYTES = 40;

    private final MethodHandle envelopeVerify;
    private final MethodHandle sp1Verify;
    private final MethodHandle sp1VerifyBatch;
    private final MethodHandle risc0Verify;
    private final MethodHandle abi;

    private ForeignCalls(SymbolLookup library) {
        envelopeVerify = handle(library, "vanta_envelope_verify", ADDRESS, ADDRESS, JAVA_LONG);
        sp1Verify = handle(library, "vanta_sp1_verify", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
        sp1VerifyBatch = handle(library, "vanta_sp1_verify_batch", ADDRESS, ADDRESS, JAVA_LONG);
        risc0Verify = handle(library, "vanta_risc0_verify", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
        abi = handle(library, "vanta_verifier_abi", ADDRESS);
    }

    /**
     * Loads the library and deletes its file and directory, which the process needs no longer, loaded or not.
     *
     * @throws VerifierUnavailableException if the system does not load it
     */
    static NativeCalls load(Path library) {
        NativeCalls calls;
        try {
            calls = open(library);
        } catch (IllegalArgumentException e) {
            VerifierUnavailableException unavailable = new VerifierUnavailableException(
                    "the verifier library can't be loaded from "
                            + directory(library).getParent() + " (" + reason(library)
                            + "); start java with -Djava.io.tmpdir=FOLDER, a folder that allows programs",
                    e);
            deleteAfter(unavailable, library);
            throw unavailable;
        } catch (RuntimeException | Error e) {
            deleteAfter(e, library);
            throw e;
        }
        delete(library);
        return calls;
    }

    /** The foreign function interface keeps it to itself. */
    private static String reason(Path library) {
        try {
            System.load(library.toString());
            return "the system does not say why";
        } catch (UnsatisfiedLinkError e) {
            return String.valueOf(e.getMessage()).replace(library + ": ", "");
        }
    }

    private static Path directory(Path library) {
        return Objects.requireNonNull(library.getParent());
    }

    private static void deleteAfter(Throwable failure, Path library) {
        try {
            delete(library);
        } catch (UncheckedIOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void delete(Path library) {
        try {
            Files.delete(library);
            Files.delete(directory(library));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the unpacked verifier library " + library, e);
        }
    }

    /** Loads the library where it stands. */
    static NativeCalls open(Path library) {
        return new ForeignCalls(SymbolLookup.libraryLookup(library, Arena.global()));
    }

    private static MethodHandle handle(SymbolLookup library, String name, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        library.find(name)
                                .orElseThrow(() -> new IllegalStateException("the verifier library lacks " + name)),
                        FunctionDescriptor.of(JAVA_INT, arguments));
    }

    @Override
    public int envelopeVerify(byte[] journal, byte[] envelope) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(Journal.BYTES, Long.BYTES);
            int status = (int) envelopeVerify.invokeExact(out, copy(arena, envelope), (long) envelope.length);
            MemorySegment.copy(out, JAVA_BYTE, 0, journal, 0, journal.length);
            return status;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    @Override
    public int sp1Verify(byte[] programVkey, byte[] publicValues, byte[] proof) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) sp1Verify.invokeExact(
                    copy(arena, programVkey),
                    copy(arena, publicValues),
                    (long) publicValues.length,
                    copy(arena, proof),
                    (long) proof.length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    @Override
    public int[] sp1VerifyBatch(List<Sp1Proof> proofs) {
        if (proofs.isEmpty()) {
            return new int[0];
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment items = arena.allocate(ITEM_BYTES * proofs.size(), Long.BYTES);
            MemorySegment statuses = arena.allocate(JAVA_INT, proofs.size());
            for (int i = 0; i < proofs.size(); i++) {
                Sp1Proof proof = proofs.get(i);
                MemorySegment item = items.asSlice(ITEM_BYTES * i, ITEM_BYTES);
                item.set(ADDRESS, 0, copy(arena, proof.programVkey()));
                item.set(ADDRESS, 8, copy(arena, proof.publicValues()));
                item.set(JAVA_LONG, 16, proof.publicValues().length);
                item.set(ADDRESS, 24, copy(arena, proof.proof()));
                item.set(JAVA_LONG, 32, proof.proof().length);
            }
            int ignored = (int) sp1VerifyBatch.invokeExact(statuses, items, (long) proofs.size());
            return statuses.toArray(JAVA_INT);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    @Override
    public int risc0Verify(byte[] imageId, byte[] journal, byte[] seal) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) risc0Verify.invokeExact(
                    copy(arena, imageId), copy(arena, journal), (long) journal.length, copy(arena, seal), (long)
                            seal.length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    @Override
    public byte[] abi() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(VerifierAbi.BYTES, Long.BYTES);
            int ignored = (int) abi.invokeExact(out);
            return out.toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** A copy outside the heap; never a null pointer, also for no bytes. */
    private static MemorySegment copy(Arena arena, byte[] bytes) {
        return bytes.length == 0 ? arena.allocate(1) : arena.allocateFrom(JAVA_BYTE, bytes);
    }

    private static IllegalStateException broken(Throwable cause) {
        return new IllegalStateException("a call into the verifier library failed", cause);
    }
}
