package org.vanta.verifier;

import java.nio.file.Path;

/**
 * The proof verifier, linked into this process. Checks are pure: the same bytes give the same answer in every process and on
 * every processor. Safe for any number of threads; each check occupies its thread for about half a millisecond, so call it from
 * worker threads.
 */
public final class Verifier {
    private final NativeCalls calls;
    private final VerifierAbi abi;

    Verifier(NativeCalls calls) {
        this.calls = calls;
        this.abi = VerifierAbi.read(calls.abi());
    }

    /**
     * Links the library.
     *
     * @throws IllegalStateException if this program holds no library for this platform, or a damaged one; if it is the place the library is
     *     unpacked to that is of no use, a {@link VerifierUnavailableException}
     */
    public static Verifier link() {
        return new Verifier(Linkage.connect());
    }

    /**
     * Links another build of the library where it stands, on the JVM alone: one that trusts the keys of tests, or is to be compared.
     *
     * @param library a shared library for this platform
     */
    public static Verifier open(Path library) {
        return new Verifier(ForeignCalls.open(library));
    }

    /**
     * Checks an envelope ({@code vanta_verifier.h}): a proof of the pinned program together with its journal.
     *
     * @param envelope the bytes as a spend carries them in {@code witness.stack[0]}
     */
    public Verification verifyAndDecode(byte[] envelope) {
        byte[] journal = new byte[Journal.BYTES];
        VerificationStatus status = VerificationStatus.ofCode(calls.envelopeVerify(journal, envelope));
        return status.isOk() ? new Verification.Accepted(Journal.read(journal)) : new Verification.Refused(status);
    }

    /** Raw SP1 proofs. */
    public Sp1 sp1() {
        return new Sp1(calls);
    }

    /** Raw RISC Zero receipts. */
    public Risc0 risc0() {
        return new Risc0(calls);
    }

    /** What the linked library accepts. */
    public VerifierAbi abi() {
        return abi;
    }
}
