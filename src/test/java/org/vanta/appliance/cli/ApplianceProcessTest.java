package org.vanta.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.QuarkusBindException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.store.StartRefusal;

/** What a start that failed ends with: systemd tries again unless it is 2. */
class ApplianceProcessTest {
    private static int codeOf(Throwable failure) {
        return ApplianceProcess.exitCode(new RuntimeException("Failed to start quarkus", failure));
    }

    @Test
    void whatSomebodyMustMendIsNotTriedAgain() {
        assertThat(codeOf(new StartRefusal("SHIELDED_PUBKEY is not set"))).isEqualTo(2);
        assertThat(codeOf(StartRefusal.ofFile("not ours", new AccessDeniedException("/x"))))
                .isEqualTo(2);
        assertThat(codeOf(new QuarkusBindException("0.0.0.0", 80, new BindException("Permission denied"))))
                .isEqualTo(2);
        assertThat(codeOf(StartRefusal.ofFile("a file", new FileAlreadyExistsException("/x"))))
                .isEqualTo(2);
    }

    @Test
    void whatMayPassIsTriedAgain() {
        assertThat(codeOf(StartRefusal.passing("can't reach the database", null)))
                .isEqualTo(75);
        assertThat(codeOf(StartRefusal.ofFile("full", new FileSystemException("/x", null, "No space left on device"))))
                .isEqualTo(75);
        assertThat(codeOf(new QuarkusBindException("0.0.0.0", 8080, new BindException("Address already in use"))))
                .isEqualTo(75);
    }

    @Test
    void whatNobodyForesawIsTriedAgainAndShownWithItsTrace() {
        assertThat(codeOf(new NullPointerException("surprise"))).isEqualTo(75);
        assertThat(ApplianceProcess.explanation(new IllegalStateException("surprise")))
                .startsWith("could not start: ")
                .contains("\n    at ");
    }

    @Test
    void anAddressThatIsNotThereIsNoTakenPort() {
        assertThat(ApplianceProcess.explanation(new QuarkusBindException(
                        "192.0.2.7", 8080, new BindException("Cannot assign requested address"))))
                .contains("192.0.2.7", "QUARKUS_HTTP_HOST");
        assertThat(ApplianceProcess.explanation(
                        new QuarkusBindException("0.0.0.0", 8080, new BindException("Address already in use"))))
                .contains("8080", "VANTA_HTTP_PORT");
    }
}
