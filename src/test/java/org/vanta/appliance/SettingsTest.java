package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vanta.appliance.store.StartRefusal;

/** Goal: a setting that can't be used is named at the start, not met by the first block found. */
class SettingsTest {
    private static Settings with(String name, String value) {
        return TestSettings.with(Map.of(name, value)).settings();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sidecar:8080", "http:sidecar", "http:///notes", "http://side car:8080", "http://my_sidecar:8080"
            })
    void namesASidecarsUrlThatNoNoteCouldBeDeliveredTo(String url) {
        assertThatThrownBy(() -> with("vanta.l2-url", url))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("VANTA_L2_URL")
                .hasMessageContaining(url)
                .hasMessageContaining("http://host:port");
    }

    @Test
    void takesASidecarsUrl() {
        assertThat(with("vanta.l2-url", " https://sidecar.example/vanta ").remoteSidecar())
                .contains(URI.create("https://sidecar.example/vanta"));
    }

    @Test
    void namesTwoSettingsOfOnePort() {
        assertThatThrownBy(() -> with("vanta.gossip.relay-port", "8080"))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("VANTA_GOSSIP_RELAY_PORT and VANTA_HTTP_PORT are both 8080");
    }
}
