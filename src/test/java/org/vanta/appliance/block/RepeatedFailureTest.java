package org.vanta.appliance.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.LogWatch;

/** Goal: a full disk fills no log. Method: what the log gets. */
class RepeatedFailureTest {
    private final LogWatch log = LogWatch.of(RepeatedFailureTest.class);
    private final RepeatedFailure failure = new RepeatedFailure(Logger.getLogger(RepeatedFailureTest.class));

    @AfterEach
    void stop() {
        log.close();
    }

    private void failed(int block) {
        failure.failed("could not write down block " + block, new UncheckedIOException(new IOException("disk full")));
    }

    @Test
    void logsTheTraceOfTheFirstAndALineOfEachOther() {
        failed(1);
        failed(2);
        failed(2);
        failed(3);
        List<LogRecord> records = log.warnings();
        assertThat(records).hasSize(3);
        assertThat(records.getFirst().getThrown()).isInstanceOf(UncheckedIOException.class);
        assertThat(records.subList(1, 3))
                .allSatisfy(logged -> assertThat(logged.getThrown()).isNull());
        assertThat(records.getLast().getMessage())
                .isEqualTo("could not write down block 3: java.io.IOException: disk full");
        failure.ends();
        failed(3);
        assertThat(log.warnings().getLast().getThrown())
                .as("the first of another time")
                .isNotNull();
    }
}
