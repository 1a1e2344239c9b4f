package org.vanta.appliance.rest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** The appliance over a fresh database, with an L1 that does not answer. */
public class WithoutL1 implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            return Map.of(
                    "vanta.data-dir", Files.createTempDirectory("vanta-rest").toString(),
                    "vanta.network", "regtest",
                    "vanta.shielded-pubkey", "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
                    "vanta.l1.url", "http://127.0.0.1:1",
                    "vanta.l1.user", "user",
                    "vanta.l1.password", "password",
                    "vanta.stratum.port", "0",
                    "vanta.gossip.port", "0",
                    // vanta.shared, where tests look for outside vectors, is no key of the program.
                    "smallrye.config.mapping.validate-unknown", "false");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
