package org.vanta.appliance.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.store.PostgresAddress;
import org.vanta.appliance.store.StartRefusal;
import picocli.CommandLine.Option;

/** Whether an appliance's state is in PostgreSQL, and where. A password is no argument, since all can see those. */
final class DatabaseOptions {
    @Option(
            names = "--database-url",
            paramLabel = "URL",
            defaultValue = "${env:VANTA_DATABASE_URL:-}",
            description = "of a PostgreSQL database in place of the data directory's; default VANTA_DATABASE_URL")
    String url = "";

    @Option(
            names = "--database-schema",
            paramLabel = "NAME",
            defaultValue = "${env:VANTA_DATABASE_SCHEMA:-vanta}",
            description = "the appliance's schema there; default VANTA_DATABASE_SCHEMA, else vanta")
    String schema = "vanta";

    @Option(
            names = "--database-user",
            paramLabel = "NAME",
            defaultValue = "${env:VANTA_DATABASE_USER:-}",
            description = "default VANTA_DATABASE_USER; the password is read from VANTA_DATABASE_PASSWORD_FILE or"
                    + " VANTA_DATABASE_PASSWORD")
    String user = "";

    /** Empty for the database of the data directory. */
    Optional<PostgresAddress> address() {
        if (url.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PostgresAddress(
                    url,
                    schema,
                    given(user),
                    given(System.getenv("VANTA_DATABASE_PASSWORD")),
                    given(System.getenv("VANTA_DATABASE_PASSWORD_FILE")).map(Path::of)));
        } catch (StartRefusal e) {
            throw new CannotException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(value -> !value.isBlank());
    }
}
