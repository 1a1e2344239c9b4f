package org.vanta.verifier.deployment;

import io.quarkus.test.QuarkusDevModeTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: an application in development mode verifies a real proof, also after its code was changed while it runs. */
class DevModeTest {
    private static final int PORT = freePort();

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addClass(ProofResource.class)
                    .addAsResource(new StringAsset("quarkus.http.port=" + PORT), "application.properties"));

    /** Below those that a system gives to outgoing connections, one of which could have it before the application does. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_768);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException e) {
                // In use: another one.
            }
        }
    }

    @Test
    void verifiesARealProofBeforeAndAfterAReload() throws IOException {
        PublishedProof.assertVerified(DevModeTest::post, "build one");
        APPLICATION.modifySourceFile(ProofResource.class, source -> source.replace("build one", "build two"));
        PublishedProof.assertVerified(DevModeTest::post, "build two");
    }

    private static String post(String lines) {
        return RestAssured.given()
                .port(PORT)
                .contentType("text/plain")
                .body(lines)
                .post("/verify")
                .asString();
    }
}
