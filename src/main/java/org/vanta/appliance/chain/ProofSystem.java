package org.vanta.appliance.chain;

import java.util.Optional;

/** The proof systems a spend may use, by the first byte of its {@link ProofEnvelope}. */
public enum ProofSystem {
    SP1_GROTH16(1),
    SP1_PLONK(2);

    private final int systemByte;

    ProofSystem(int systemByte) {
        this.systemByte = systemByte;
    }

    static Optional<ProofSystem> of(int systemByte) {
        for (ProofSystem system : values()) {
            if (system.systemByte == systemByte) {
                return Optional.of(system);
            }
        }
        return Optional.empty();
    }
}
