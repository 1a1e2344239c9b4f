package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a server's answers at a start somebody must mend, and which may pass. */
class PostgresFailureTest {
    private static final PostgresAddress ADDRESS = new PostgresAddress(
            "jdbc:postgresql://db:5432/vanta", "vanta", Optional.empty(), Optional.empty(), Optional.empty());

    private static boolean mayPass(@Nullable String state) {
        return ADDRESS.refusal(new SQLException("so the server says", state)).mayPass();
    }

    /** No server, one that starts or stops, a lock that is held, no room, no connection left. */
    @ParameterizedTest
    @ValueSource(strings = {"", "08001", "57P03", "57P01", "55006", "53100", "53300"})
    void whatAServerMendsItselfMayPass(String state) {
        assertThat(mayPass(state)).isTrue();
        assertThat(mayPass(null)).isTrue();
    }

    /** A wrong password, no such database, no right to make a schema. */
    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "42501"})
    void whatTheOperatorSetWrongStays(String state) {
        assertThat(mayPass(state)).isFalse();
    }
}
