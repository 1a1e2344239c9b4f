package org.vanta.appliance.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * One schema of a PostgreSQL database, and how to get in.
 *
 * @param url as the JDBC driver takes it; user and password are not part of it, since it is shown in sentences
 * @param schema the appliance's own; without quotes
 * @param user empty leaves it to the driver, which takes the name of the process's user
 * @param passwordFile read for each connection; goes before the password
 */
public record PostgresAddress(
        String url, String schema, Optional<String> user, Optional<String> password, Optional<Path> passwordFile) {
    /** What the driver needs to know of a URL. */
    private static final String SCHEME = "jdbc:postgresql://";

    /** PostgreSQL cuts names at 63 bytes; what is kept aside has four more. */
    private static final Pattern SCHEMA = Pattern.compile("(?!pg_)[a-z_][a-z0-9_]{0,58}");

    private static final Pattern OURS = Pattern.compile("(?i)[?&](user|password|currentSchema|options)=");

    /** @throws StartRefusal naming the setting that is of no use */
    public PostgresAddress {
        if (!url.startsWith(SCHEME) || url.length() == SCHEME.length()) {
            throw new StartRefusal(
                    "VANTA_DATABASE_URL is not of the form jdbc:postgresql://host:port/database; leave it out for the"
                            + " built-in database");
        }
        if (OURS.matcher(url).find() || url.indexOf('@') >= 0) {
            throw new StartRefusal(
                    "VANTA_DATABASE_URL must not hold user, password, schema or options; set VANTA_DATABASE_USER,"
                            + " VANTA_DATABASE_PASSWORD_FILE (or VANTA_DATABASE_PASSWORD) and VANTA_DATABASE_SCHEMA");
        }
        if (!SCHEMA.matcher(schema).matches()) {
            throw new StartRefusal("VANTA_DATABASE_SCHEMA: \"" + schema
                    + "\" is no name for a schema: up to 59 of a-z, 0-9 and _, not beginning with a digit or pg_");
        }
    }

    /** Host, port and name. */
    String database() {
        int end = url.indexOf('?');
        return "the database at " + url.substring(SCHEME.length(), end < 0 ? url.length() : end);
    }

    String place() {
        return "schema " + schema + " of " + database();
    }

    /** The password as it is now. @throws StartRefusal if the file can't be read */
    Optional<String> currentPassword() {
        if (passwordFile.isEmpty()) {
            return password;
        }
        try {
            return Optional.of(Files.readString(passwordFile.get()).strip());
        } catch (IOException e) {
            throw new StartRefusal("VANTA_DATABASE_PASSWORD_FILE: " + passwordFile.get() + " can't be read: " + e, e);
        }
    }

    /** A connection outside of any pool. @throws StartRefusal if there is none to be had */
    Connection connectOrRefuse() {
        try {
            return connect();
        } catch (SQLException e) {
            throw refusal(e);
        }
    }

    /** A connection outside of any pool. */
    Connection connect() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("currentSchema", schema);
        settings.setProperty("ApplicationName", "vanta");
        settings.setProperty("connectTimeout", "3");
        settings.setProperty("socketTimeout", "20");
        settings.setProperty("tcpKeepAlive", "true");
        user.ifPresent(name -> settings.setProperty("user", name));
        currentPassword().ifPresent(secret -> settings.setProperty("password", secret));
        return Objects.requireNonNull(new Driver().connect(url, settings));
    }

    StartRefusal refusal(SQLException failure) {
        return PostgresFailure.refusal(this, failure, failure);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return place();
    }
}
