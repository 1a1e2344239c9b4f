package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.RollbackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Goal: whatever may leave memory and disk apart is known for it. Method: failures as the layers below wrap them. */
class StoreFailureTest {
    @Test
    void aStatementThatTheEngineClosedUnderneathIsNoDamage() {
        RuntimeException failure =
                new IllegalStateException(new SQLException("The object is already closed", "90007", 90007));
        assertThat(StoreFailure.isOne(failure)).isTrue();
        assertThat(H2Failure.isDamage(failure)).isFalse();
    }

    @Test
    void aCommitThatFailedIsOneWhateverItSaysOfTheReason() {
        assertThat(StoreFailure.isOne(new RollbackException("Error while committing the transaction")))
                .isTrue();
    }

    @Test
    void aCommitThatFailedForAnUnknownReasonIsNoDamage() {
        assertThat(H2Failure.isDamage(new RollbackException("Error while committing the transaction")))
                .isFalse();
        assertThat(H2Failure.isDamage(new RollbackException(new SQLException("a row is in the way", "23505", 23505))))
                .isTrue();
    }

    @Test
    void theDatabaseAndTheDiskAreFoundBelowOtherFailures() {
        assertThat(StoreFailure.isOne(new IllegalStateException(new SQLException("gone", "08006"))))
                .isTrue();
        assertThat(StoreFailure.isOne(new UncheckedIOException(new IOException("full"))))
                .isTrue();
    }

    @Test
    void aValueThatTheDatabaseRefusesAndAnythingElseIsNone() {
        assertThat(StoreFailure.isOne(new IllegalStateException(new SQLException("too long", "22001"))))
                .isFalse();
        assertThat(StoreFailure.isOne(new IllegalArgumentException("no height")))
                .isFalse();
    }

    @Test
    void aPoolWithoutAConnectionToGiveIsNoDamage() {
        for (SQLException ofPool : List.of(
                new SQLException("Sorry, acquisition timeout!"),
                new SQLException("Acquisition timeout while waiting for new connection", new TimeoutException()))) {
            RuntimeException failure = new IllegalStateException("Unable to acquire JDBC Connection", ofPool);
            assertThat(StoreFailure.isOfPool(failure)).isTrue();
            assertThat(H2Failure.isDamage(failure)).isFalse();
            assertThat(H2Failure.refusal(Path.of("data"), failure))
                    .hasValueSatisfying(refusal ->
                            assertThat(refusal).hasMessageContaining("the database in data does not answer in time"));
        }
    }

    @Test
    void aFailureOfTheDatabaseIsItsOwnAlsoInThePoolsWords() {
        for (Exception cause : List.of(new SQLException("in the way", "23505", 23505), new IOException("full"))) {
            assertThat(StoreFailure.isOfPool(new SQLException("Exception while creating new connection", cause)))
                    .isFalse();
        }
    }
}
