package org.vanta.appliance.store;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.hibernate.SessionFactory;

/** Makes the engine that is configured; the parts of the other one are never asked for. */
@Singleton
final class EngineChoice {
    private static final String POSTGRESQL = "postgresql";

    @Produces
    @Singleton
    Engine engine(
            DatabaseConfig config,
            @ConfigProperty(name = "vanta.data-dir") Path dataDir,
            Instance<AgroalDataSource> h2,
            Instance<SessionFactory> h2Sessions,
            Instance<Flyway> h2Flyway,
            @DataSource(POSTGRESQL) Instance<AgroalDataSource> postgres,
            @PersistenceUnit(POSTGRESQL) Instance<SessionFactory> postgresSessions,
            @FlywayDataSource(POSTGRESQL) Instance<Flyway> postgresFlyway) {
        Optional<PostgresAddress> address = config.postgres();
        return address.isPresent()
                ? new PostgresEngine(
                        address.get(), config.patience(), postgres.get(), postgresSessions.get(), postgresFlyway.get())
                : new H2Engine(dataDir, h2.get(), h2Sessions.get(), h2Flyway.get());
    }
}
