package org.vanta.appliance.store;

import io.quarkus.arc.Unremovable;
import io.quarkus.credentials.CredentialsProvider;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/** Gives the connection pool user and password for each new connection, so that a password may change while the appliance runs. */
@Singleton
@Unremovable
final class PostgresCredentials implements CredentialsProvider {
    private final DatabaseConfig config;

    PostgresCredentials(DatabaseConfig config) {
        this.config = config;
    }

    @Override
    public Map<String, String> getCredentials(String name) {
        Map<String, String> credentials = new HashMap<>();
        config.postgres().ifPresent(address -> {
            address.user().ifPresent(user -> credentials.put(USER_PROPERTY_NAME, user));
            address.currentPassword().ifPresent(password -> credentials.put(PASSWORD_PROPERTY_NAME, password));
        });
        return credentials;
    }
}
