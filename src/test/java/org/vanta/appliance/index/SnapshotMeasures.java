package org.vanta.appliance.index;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.vanta.appliance.bitcoin.Block;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.smt.TreeLoad;
import org.vanta.appliance.store.NoteSource;

/**
 * This store beside the design it replaces, which keeps all in memory and writes the whole state to a file every ten seconds. {@code records
 * FOLDER} or {@code snapshots FOLDER} starts from what {@link StateMeasures} filled into the folder, takes a block of 67 commitments (4,000 a
 * minute) and five notes each second for 45 seconds, tells what it acknowledged, and ends without any goodbye, as after {@code kill -9}; {@code
 * recover-records} and {@code recover-snapshots} tell how long a start takes and what is there. Snapshots are given the least they need: the
 * commitments, nullifiers and notes, not the tree, which is made at once at start.
 */
public final class SnapshotMeasures {
    private static final int SECONDS = 45;
    private static final int SNAPSHOT_SECONDS = 10;
    private static final int COMMITMENTS = 67;
    private static final int NOTES = 5;
    private static final int CIPHERTEXT = 60;

    private final Path folder;
    private final Path snapshot;
    private final SplittableRandom random = new SplittableRandom(System.nanoTime());
    private final List<Hash256> commitments = new ArrayList<>();
    private final List<EncryptedNote> notes = new ArrayList<>();
    private int height;
    private double longestSnapshot;

    private SnapshotMeasures(Path folder) {
        this.folder = folder;
        this.snapshot = folder.resolve("snapshot");
    }

    public static void main(String[] arguments) throws IOException {
        SnapshotMeasures measures = new SnapshotMeasures(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "records" -> measures.records();
            case "snapshots" -> measures.snapshots();
            case "recover-records" -> measures.recoverRecords();
            case "recover-snapshots" -> measures.recoverSnapshots();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private void records() throws IOException {
        Followed followed = new Followed(folder, new GeneratedChain());
        long before = StateMeasures.written();
        long began = System.nanoTime();
        for (int second = 1; second <= SECONDS; second++) {
            awaitSecond(began, second);
            followed.index.apply(List.of(block(followed.index.state().hash(), second)));
            for (int i = 0; i < NOTES; i++) {
                followed.index.submit(note(), NoteSource.SUBMITTED);
            }
        }
        IndexState state = followed.index.state();
        tell("acknowledged", state.height(), state.commitmentCount(), followed.index.pendingNotes());
        end(before);
    }

    private void snapshots() throws IOException {
        try (Followed followed = new Followed(folder, new GeneratedChain())) {
            height = followed.index.state().height();
            for (int at = 0; at <= height; at++) {
                commitments.addAll(followed.index.blockAt(at).orElseThrow().commitments());
            }
        }
        long before = StateMeasures.written();
        long began = System.nanoTime();
        for (int second = 1; second <= SECONDS; second++) {
            awaitSecond(began, second);
            commitments.addAll(values(COMMITMENTS));
            height++;
            for (int i = 0; i < NOTES; i++) {
                notes.add(note());
            }
            if (second % SNAPSHOT_SECONDS == 0) {
                long snapshotBegan = System.nanoTime();
                write();
                longestSnapshot = Math.max(longestSnapshot, (System.nanoTime() - snapshotBegan) / 1e6);
            }
        }
        tell("acknowledged", height, commitments.size(), notes.size());
        System.out.printf(
                Locale.ROOT, "a snapshot takes up to %.0f ms, in which a kill loses everything%n", longestSnapshot);
        end(before);
    }

    private void recoverRecords() {
        long began = System.nanoTime();
        try (Followed followed = new Followed(folder, new GeneratedChain())) {
            double seconds = (System.nanoTime() - began) / 1e9;
            IndexState state = followed.index.state();
            tell("recovered", state.height(), state.commitmentCount(), followed.index.pendingNotes());
            System.out.printf(Locale.ROOT, "in %.2f s, the engine's own start included%n", seconds);
        }
    }

    private void recoverSnapshots() throws IOException {
        long began = System.nanoTime();
        TreeLoad load = new TreeLoad();
        int noteCount;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(snapshot)))) {
            height = in.readInt();
            byte[] value = new byte[Hash256.BYTES];
            for (int left = in.readInt(); left > 0; left--) {
                in.readFully(value);
                load.addAll(List.of(Hash256.of(value)));
            }
            noteCount = in.readInt();
            in.skipNBytes((long) noteCount * (2 * Hash256.BYTES + CIPHERTEXT));
        }
        int count = load.tree().size();
        double seconds = (System.nanoTime() - began) / 1e9;
        tell("recovered", height, count, noteCount);
        System.out.printf(Locale.ROOT, "in %.2f s%n", seconds);
    }

    private void write() throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(snapshot)))) {
            out.writeInt(height);
            out.writeInt(commitments.size());
            for (Hash256 commitment : commitments) {
                out.write(commitment.toBytes());
            }
            out.writeInt(notes.size());
            for (EncryptedNote note : notes) {
                out.write(note.ephemeralPubkey().toBytes());
                out.write(note.ciphertext());
                out.write(note.commitment().toBytes());
            }
        }
    }

    private static void awaitSecond(long began, int second) {
        long at = began + second * 1_000_000_000L;
        for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void tell(String what, int height, int commitments, int notes) {
        System.out.printf(Locale.ROOT, "%s: height %d, %d commitments, %d notes%n", what, height, commitments, notes);
    }

    private static void end(long before) throws IOException {
        System.out.printf(Locale.ROOT, "%.2f MB written in %d s%n", (StateMeasures.written() - before) / 1e6, SECONDS);
        System.out.flush();
        Runtime.getRuntime().halt(137);
    }

    private Block block(Hash256 previous, int nonce) {
        return GeneratedChain.block(previous, values(COMMITMENTS), List.of(), 0, List.of(), nonce);
    }

    private EncryptedNote note() {
        List<Hash256> values = values(2);
        return new EncryptedNote(values.getFirst(), new byte[CIPHERTEXT], values.getLast());
    }

    private List<Hash256> values(int count) {
        return StateMeasures.values(random, count);
    }
}
