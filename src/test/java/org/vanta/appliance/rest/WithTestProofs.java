package org.vanta.appliance.rest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vanta.appliance.proof.TestVerifier;

/** The appliance over a fresh database and an embedded L1, trusting the program of the tests. */
public final class WithTestProofs implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            return Map.of(
                    "vanta.data-dir", Files.createTempDirectory("vanta-proofs").toString(),
                    "vanta.shielded-pubkey", "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
                    "vanta.stratum.port", "0",
                    "vanta.gossip.port", "0",
                    // vanta.shared, where tests look for outside vectors, is no key of the program.
                    "smallrye.config.mapping.validate-unknown", "false");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(TestVerifier.class);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(DevnetResource.class));
    }
}
