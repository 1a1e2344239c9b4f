package org.vanta.appliance.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** PostgreSQL in place of the built-in database, for hosts that run several appliances (docs/postgresql.md). */
@ConfigMapping(prefix = "vanta.database")
public interface DatabaseConfig {
    /** The database, as jdbc:postgresql://host:port/name, with settings of the driver after a question mark; the built-in one if unset. */
    Optional<String> url();

    /** The appliance's own schema; made if missing. */
    @WithDefault("vanta")
    String schema();

    /** User of the database; that of the process if unset. */
    Optional<String> user();

    /** Password of the user. */
    Optional<String> password();

    /** File that holds the password instead, read for each connection. */
    Optional<Path> passwordFile();

    /** How long a start waits for a server that is not there yet, or for another process to let go of the schema. */
    @WithDefault("30s")
    Duration patience();

    /** Empty for the built-in database. @throws StartRefusal naming the setting that is of no use */
    default Optional<PostgresAddress> postgres() {
        return url().map(url -> new PostgresAddress(url, schema(), user(), password(), passwordFile()));
    }
}
