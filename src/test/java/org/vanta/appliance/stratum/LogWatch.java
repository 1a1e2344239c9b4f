package org.vanta.appliance.stratum;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one class writes to the log that is worse than a notice, until it is closed. */
final class LogWatch extends Handler implements AutoCloseable {
    private final Logger log;
    private final List<String> errors = new CopyOnWriteArrayList<>();

    private LogWatch(Logger log) {
        this.log = log;
    }

    static LogWatch of(Class<?> writer) {
        LogWatch watch = new LogWatch(Logger.getLogger(writer.getName()));
        watch.log.addHandler(watch);
        return watch;
    }

    List<String> errors() {
        return errors;
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            errors.add(line.getMessage() + " " + line.getThrown());
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        log.removeHandler(this);
    }
}
