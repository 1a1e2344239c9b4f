package org.vanta.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.node.Credentials;
import picocli.CommandLine;

/** Goal: who is logged in as is what the user said. Method: options and an environment made for each case. */
class NodeOptionsTest {
    private static final Map<String, String> APPLIANCE =
            Map.of("VANTA_L1_COOKIE_FILE", "/node/.cookie,/other/.cookie", "VANTA_L1_PASSWORD", "word");

    private static Credentials credentials(Map<String, String> environment, String... arguments) {
        NodeOptions options = CommandLine.populateCommand(new NodeOptions(), arguments);
        return options.credentials(environment::get);
    }

    @Test
    void anOptionCountsBeforeTheEnvironment() {
        assertThat(credentials(APPLIANCE)).isEqualTo(new Credentials.CookieFile(Path.of("/node/.cookie")));
        assertThat(credentials(APPLIANCE, "--l1-user", "me")).isEqualTo(new Credentials.Password("me", "word"));
        assertThat(credentials(APPLIANCE, "--l1-cookie-file", "mine"))
                .isEqualTo(new Credentials.CookieFile(Path.of("mine")));
        Map<String, String> user = Map.of("VANTA_L1_USER", "pool", "VANTA_L1_PASSWORD", "word");
        assertThat(credentials(user)).isEqualTo(new Credentials.Password("pool", "word"));
        assertThat(credentials(user, "--l1-cookie-file", "mine"))
                .isEqualTo(new Credentials.CookieFile(Path.of("mine")));
    }

    @Test
    void saysWhatIsMissingOrTooMuch() {
        assertThatThrownBy(() -> credentials(Map.of(), "--l1-user", "me"))
                .isInstanceOf(CannotException.class)
                .hasMessageContaining("VANTA_L1_PASSWORD");
        assertThatThrownBy(() -> credentials(APPLIANCE, "--l1-user", "me", "--l1-cookie-file", "mine"))
                .isInstanceOf(CannotException.class)
                .hasMessageContaining("not both");
    }
}
