package org.vanta.appliance.store;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Turns {@code vanta.database.url}, where it is set, into what the platform needs to know: which of its two data sources, each with its own
 * mapping of the same tables, is in use.
 */
public final class PostgresConfigSource implements ConfigSourceFactory {
    /** Above application.properties. */
    private static final int ORDINAL = 255;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String url = value(context, "vanta.database.url", "");
        if (url.isEmpty()) {
            return List.of();
        }
        String schema = value(context, "vanta.database.schema", "vanta");
        Map<String, String> settings = Map.of(
                "quarkus.datasource.active",
                "false",
                "quarkus.hibernate-orm.active",
                "false",
                "quarkus.hibernate-orm.postgresql.active",
                "true",
                "quarkus.datasource.postgresql.jdbc.url",
                url,
                "quarkus.datasource.postgresql.jdbc.additional-jdbc-properties.currentSchema",
                schema,
                "quarkus.flyway.postgresql.schemas",
                schema);
        return List.of(new PropertiesConfigSource(settings, "vanta.database.url", ORDINAL));
    }

    private static String value(ConfigSourceContext context, String name, String otherwise) {
        ConfigValue value = context.getValue(name);
        return value == null || value.getValue() == null || value.getValue().isEmpty() ? otherwise : value.getValue();
    }
}
