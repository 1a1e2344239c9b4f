package org.vanta.appliance.chain;

import java.util.Optional;
import org.vanta.appliance.bytes.Hash256;

/**
 * A proof that holds, and what it proves. Equal statements may have any number of different proofs.
 *
 * @param circuit version of the circuit, such as {@code v5.0.0}
 * @param programVkey key of the program that was run
 * @param pinned whether that is the program this build trusts to describe transfers
 * @param statement {@code SHA-256(program vkey || public values)}: what is proven, whichever proof proves it
 * @param journal the public values read as a journal; always there when {@code pinned}, empty for values of another form
 */
public record VerifiedProof(
        ProofSystem system,
        String circuit,
        Hash256 programVkey,
        boolean pinned,
        Hash256 statement,
        Optional<TransferJournal> journal) {}
