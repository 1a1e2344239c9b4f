package org.vanta.appliance.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: a full disk fills no log. Method: what the log gets. */
class RepeatedFailureTest {
    private static final String NAME = RepeatedFailureTest.class.getName();

    private final List<LogRecord> records = new ArrayList<>();
    private final Logger logger = Logger.getLogger(NAME);
    private final RepeatedFailure failure = new RepeatedFailure(org.jboss.logging.Logger.getLogger(NAME));
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            if (logged.getLevel().intValue() > Level.INFO.intValue()) {
                records.add(logged);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
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
        assertThat(records).hasSize(3);
        assertThat(records.getFirst().getThrown()).isInstanceOf(UncheckedIOException.class);
        assertThat(records.subList(1, 3))
                .allSatisfy(logged -> assertThat(logged.getThrown()).isNull());
        assertThat(records.getLast().getMessage())
                .isEqualTo("could not write down block 3: java.io.IOException: disk full");
        failure.ends();
        failed(3);
        assertThat(records.getLast().getThrown())
                .as("the first of another time")
                .isNotNull();
    }
}
