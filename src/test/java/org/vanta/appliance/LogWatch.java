package org.vanta.appliance;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one class writes to the log until this is closed. */
public final class LogWatch extends Handler implements AutoCloseable {
    private final Logger log;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private LogWatch(Logger log) {
        this.log = log;
    }

    public static LogWatch of(Class<?> writer) {
        LogWatch watch = new LogWatch(Logger.getLogger(writer.getName()));
        watch.log.addHandler(watch);
        return watch;
    }

    /** All of it, as it stands in the log. */
    public List<String> lines() {
        return records.stream().map(LogWatch::text).toList();
    }

    /** What is worse than a notice. */
    public List<LogRecord> warnings() {
        return records.stream()
                .filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
                .toList();
    }

    public static String text(LogRecord line) {
        Object[] parameters = line.getParameters();
        return parameters == null ? line.getMessage() : String.format(line.getMessage(), parameters);
    }

    @Override
    public void publish(LogRecord line) {
        records.add(line);
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
