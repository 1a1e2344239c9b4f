package org.vanta.appliance.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vanta.appliance.bytes.Hash256;

/**
 * What a journal holds in the end: each entry replaces or removes what earlier ones said. Of notes, which may be very many, it keeps only which ones
 * there are, for {@link Journal#notes}; block records are counted.
 */
final class JournalContents implements Consumer<JournalEntry> {
    final Map<Hash256, JournalEntry.CandidateKept> candidates = new LinkedHashMap<>();
    final Map<Long, JournalEntry.DeliveryAdded> deliveries = new TreeMap<>();
    final LiveNotes notes = new LiveNotes();
    private @Nullable String network;
    private @Nullable Hash256 seedMark;
    private @Nullable String program;
    private long blocks;

    /** Entries that take a note in, whether or not it is still there, and what they take in a file. */
    private int taken;

    private long takenBytes;

    /** Why it can't be relied on to be all there was; empty if it can. */
    List<String> damage = List.of();

    @Override
    public void accept(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Origin(String name) -> network = name;
            case JournalEntry.SeedMark(Hash256 mark) -> seedMark = mark;
            case JournalEntry.CandidateKept kept ->
                candidates.put(kept.candidate().blockHash(), kept);
            case JournalEntry.CandidateMoved moved ->
                candidates.computeIfPresent(moved.blockHash(), (_, kept) -> moved(kept, moved));
            case JournalEntry.DeliveryAdded added -> deliveries.put(added.id(), added);
            case JournalEntry.DeliveryDone(long id) -> deliveries.remove(id);
            case JournalEntry.NoteTaken note -> {
                taken++;
                takenBytes += JournalWriter.bytes(note);
                notes.put(note.id(), taken);
            }
            case JournalEntry.NoteExpired(long id) -> notes.remove(id);
            case JournalEntry.Program(String name) -> program = name;
            case JournalEntry.BlockKept _ -> blocks++;
            case JournalEntry.End _ -> {}
        }
    }

    private static JournalEntry.CandidateKept moved(JournalEntry.CandidateKept kept, JournalEntry.CandidateMoved to) {
        return new JournalEntry.CandidateKept(kept.candidate().to(to.state(), to.word()), to.queued());
    }

    boolean isWhole() {
        return damage.isEmpty();
    }

    Optional<String> network() {
        return Optional.ofNullable(network);
    }

    Optional<Hash256> seedMark() {
        return Optional.ofNullable(seedMark);
    }

    Optional<String> program() {
        return Optional.ofNullable(program);
    }

    long blocks() {
        return blocks;
    }

    /** The least entries that say all of this but the notes and the block records. */
    List<JournalEntry> others() {
        List<JournalEntry> entries = new ArrayList<>();
        seedMark().ifPresent(mark -> entries.add(new JournalEntry.SeedMark(mark)));
        entries.addAll(candidates.values());
        entries.addAll(deliveries.values());
        return entries;
    }

    /** How many bytes of a file say all of this but the block records. */
    long bytes() {
        long others = others().stream().mapToLong(JournalWriter::bytes).sum();
        // Envelopes are of two lengths that differ little.
        return others + (taken == 0 ? 0 : takenBytes * notes.size() / taken);
    }
}
