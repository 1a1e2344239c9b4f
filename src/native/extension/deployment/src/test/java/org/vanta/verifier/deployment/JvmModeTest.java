package org.vanta.verifier.deployment;

import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Inject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: an application on the JVM gets the verifier injected and verifies a real proof. */
class JvmModeTest {
    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(ProofResource.class, PublishedProof.class))
            .overrideConfigKey("quarkus.http.test-port", "0");

    @Inject
    ProofResource resource;

    @Test
    void verifiesARealProof() throws IOException {
        PublishedProof.assertVerified(resource::verify, "build one");
    }
}
