package org.vanta.appliance;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.vanta.appliance.gossip.GossipConfig;
import org.vanta.appliance.node.NodeConfig;
import org.vanta.appliance.stratum.StratumConfig;

/** Settings as the program reads them: the least that a start on devnet needs, and what a test is about. */
record TestSettings(SmallRyeConfig config) {
    static TestSettings with(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(Map.of(
                "vanta.network", "devnet",
                "vanta.data-dir", "data",
                "vanta.shielded-pubkey", "05".repeat(32),
                "vanta.l1.user", "nobody",
                "vanta.l1.password", "none"));
        all.putAll(others);
        return new TestSettings(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ApplianceConfig.class)
                .withMapping(StratumConfig.class)
                .withMapping(NodeConfig.class)
                .withMapping(GossipConfig.class)
                .withMappingIgnore("vanta.**")
                .withSources(new PropertiesConfigSource(all, "test", 500))
                .build());
    }

    <T> T of(Class<T> part) {
        return config.getConfigMapping(part);
    }

    Settings settings() {
        return Settings.of(
                of(ApplianceConfig.class), of(StratumConfig.class), of(NodeConfig.class), of(GossipConfig.class));
    }
}
