package org.vanta.appliance.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.vanta.appliance.bytes.ByteReader;
import org.vanta.appliance.bytes.ByteWriter;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.MalformedBytesException;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;

/** A journal entry as bytes: its kind, then its fields in order, in Bitcoin's wire format. */
final class JournalCodec {
    private static final int TEXT_MAX = 4 * CandidateRow.TEXT_MAX;
    private static final int CIPHERTEXT_MAX = 256;
    private static final int BLOCK_MAX = 8_000_000;
    private static final int BODY_MAX = 80_000_000;

    private JournalCodec() {}

    static byte[] encode(JournalEntry entry) {
        ByteWriter out = new ByteWriter();
        switch (entry) {
            case JournalEntry.Origin(String network) -> text(out.u8(1), network);
            case JournalEntry.SeedMark(Hash256 mark) -> out.u8(2).hash256(mark);
            case JournalEntry.CandidateKept(Candidate candidate, boolean queued) ->
                candidate(out.u8(3), candidate).u8(queued ? 1 : 0);
            case JournalEntry.CandidateMoved(Hash256 hash, CandidateState state, String word, boolean queued) ->
                text(text(out.u8(4).hash256(hash), state.name()), word).u8(queued ? 1 : 0);
            case JournalEntry.DeliveryAdded(long id, EncryptedNote note) ->
                note(out.u8(5).i64(id), note);
            case JournalEntry.DeliveryDone(long id) -> out.u8(6).i64(id);
            case JournalEntry.NoteTaken(long id, EncryptedNote note, Instant firstSeen) ->
                note(out.u8(7).i64(id), note).i64(firstSeen.toEpochMilli());
            case JournalEntry.NoteExpired(long id) -> out.u8(8).i64(id);
            case JournalEntry.Program(String program) -> text(out.u8(9), program);
            case JournalEntry.BlockKept(BlockRecord block) -> block(out.u8(10), block);
            case JournalEntry.End(long entries, Hash256 digest) ->
                out.u8(11).i64(entries).hash256(digest);
        }
        return out.toBytes();
    }

    /** @throws MalformedBytesException if it is no entry */
    static JournalEntry decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int kind = in.u8();
        JournalEntry entry = switch (kind) {
            case 1 -> new JournalEntry.Origin(text(in));
            case 2 -> new JournalEntry.SeedMark(in.hash256());
            case 3 -> new JournalEntry.CandidateKept(candidate(in), in.u8() == 1);
            case 4 -> new JournalEntry.CandidateMoved(in.hash256(), state(in), text(in), in.u8() == 1);
            case 5 -> new JournalEntry.DeliveryAdded(in.i64(), note(in));
            case 6 -> new JournalEntry.DeliveryDone(in.i64());
            case 7 -> new JournalEntry.NoteTaken(in.i64(), note(in), Instant.ofEpochMilli(in.i64()));
            case 8 -> new JournalEntry.NoteExpired(in.i64());
            case 9 -> new JournalEntry.Program(text(in));
            case 10 -> new JournalEntry.BlockKept(block(in));
            case 11 -> new JournalEntry.End(in.i64(), in.hash256());
            default -> throw new MalformedBytesException("unknown kind of entry " + kind);
        };
        in.expectEnd();
        return entry;
    }

    private static ByteWriter candidate(ByteWriter out, Candidate candidate) {
        out.hash256(candidate.blockHash())
                .i32(candidate.height())
                .hash256(candidate.previousHash())
                .i64(candidate.foundAt().toEpochMilli());
        text(out, candidate.worker())
                .hash256(candidate.owner().value())
                .i64(candidate.value())
                .i64(candidate.tag());
        // As in the table: only a block without an answer may have to be submitted again.
        boolean keepBlock = candidate.state() == CandidateState.SUBMITTING;
        out.lengthPrefixed(keepBlock ? candidate.block() : new byte[0]);
        note(out, candidate.note());
        return text(text(out, candidate.state().name()), candidate.rejectWord());
    }

    private static Candidate candidate(ByteReader in) {
        return new Candidate(
                in.hash256(),
                in.i32(),
                in.hash256(),
                Instant.ofEpochMilli(in.i64()),
                text(in),
                new OwnerKey(in.hash256()),
                in.i64(),
                in.i64(),
                in.lengthPrefixed(BLOCK_MAX),
                note(in),
                state(in),
                text(in));
    }

    private static ByteWriter block(ByteWriter out, BlockRecord block) {
        return out.i32(block.height())
                .hash256(block.hash())
                .hash256(block.previousHash())
                .i64(block.time())
                .lengthPrefixed(BlockRow.body(block))
                .hash256(block.root());
    }

    private static BlockRecord block(ByteReader in) {
        int height = in.i32();
        Hash256 hash = in.hash256();
        Hash256 previous = in.hash256();
        long time = in.i64();
        byte[] body = in.lengthPrefixed(BODY_MAX);
        return BlockRow.record(height, hash, previous, time, body, in.hash256());
    }

    private static ByteWriter note(ByteWriter out, EncryptedNote note) {
        return out.hash256(note.ephemeralPubkey())
                .lengthPrefixed(note.ciphertext())
                .hash256(note.commitment());
    }

    private static EncryptedNote note(ByteReader in) {
        return new EncryptedNote(in.hash256(), in.lengthPrefixed(CIPHERTEXT_MAX), in.hash256());
    }

    private static CandidateState state(ByteReader in) {
        String name = text(in);
        try {
            return CandidateState.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("unknown state " + name, e);
        }
    }

    private static ByteWriter text(ByteWriter out, String text) {
        return out.lengthPrefixed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteReader in) {
        return new String(in.lengthPrefixed(TEXT_MAX), StandardCharsets.UTF_8);
    }
}
