package org.vanta.appliance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What the system says of a server's process and its threads; Linux. */
public record ServerProcess(long pid) {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    /** Resident memory in kB. */
    public long residentKilobytes() throws IOException {
        List<String> status = Files.readAllLines(proc("status"));
        return status.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("process " + pid + " has ended"));
    }

    /** Processor time spent so far, in seconds. */
    public double processorSeconds() throws IOException {
        String stat = Files.readString(proc("stat"));
        // The name in brackets may hold blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
    }

    /** Open files and sockets. */
    public int openFiles() throws IOException {
        String[] files = proc("fd").toFile().list();
        if (files == null) {
            throw new IOException("can't look into process " + pid);
        }
        return files.length;
    }

    private Path proc(String file) throws NoSuchFileException {
        Path path = Path.of("/proc", Long.toString(pid), file);
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such process");
        }
        return path;
    }
}
