package org.vanta.appliance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;

/** A {@link Candidate} as it stands in the table, with its digest. */
@Entity
@Table(name = CandidateRow.TABLE)
@SuppressWarnings("NullAway.Init")
class CandidateRow {
    static final String TABLE = "candidate";
    static final int TEXT_MAX = 256;
    private static final byte[] NO_BLOCK = {};

    @Id
    long id;

    @Column(name = "block_hash")
    byte[] blockHash;

    int height;

    @Column(name = "previous_hash")
    byte[] previousHash;

    /** Milliseconds since 1970. */
    @Column(name = "found_at")
    long foundAt;

    String worker;
    byte[] owner;
    long reward;
    long tag;
    byte[] block;

    @Column(name = "ephemeral_pubkey")
    byte[] ephemeralPubkey;

    byte[] ciphertext;
    byte[] commitment;
    String state;

    @Column(name = "reject_word")
    String rejectWord;

    /** Whether its note was given to the delivery queue. */
    boolean queued;

    byte[] digest;

    static CandidateRow of(long id, Candidate candidate) {
        CandidateRow row = new CandidateRow();
        row.id = id;
        row.blockHash = candidate.blockHash().toBytes();
        row.height = candidate.height();
        row.previousHash = candidate.previousHash().toBytes();
        row.foundAt = candidate.foundAt().toEpochMilli();
        row.worker = shortened(candidate.worker());
        row.owner = candidate.owner().value().toBytes();
        row.reward = candidate.value();
        row.tag = candidate.tag();
        row.block = candidate.block();
        row.ephemeralPubkey = candidate.note().ephemeralPubkey().toBytes();
        row.ciphertext = candidate.note().ciphertext();
        row.commitment = candidate.commitment().toBytes();
        return row.to(candidate.state(), candidate.rejectWord(), false);
    }

    /** PostgreSQL takes no NUL, which a miner may well have in its name. */
    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), TEXT_MAX)).replace('\0', '\uFFFD');
    }

    /** Only a block without an answer may have to be submitted again; a settled one is kept without its bytes. */
    CandidateRow to(CandidateState newState, String word, boolean nowQueued) {
        state = newState.name();
        rejectWord = shortened(word);
        queued = nowQueued;
        block = newState == CandidateState.SUBMITTING ? block : NO_BLOCK;
        return sealed();
    }

    CandidateRow sealed() {
        digest = content().toBytes();
        return this;
    }

    /** Whether it still has the bytes of a settled block, as earlier versions wrote it. */
    boolean isOverfull() {
        return state() != CandidateState.SUBMITTING && block.length > 0;
    }

    CandidateState state() {
        return CandidateState.valueOf(state);
    }

    EncryptedNote note() {
        return new EncryptedNote(Hash256.of(ephemeralPubkey), ciphertext, Hash256.of(commitment));
    }

    /** @throws BadRecordException if the content does not match its digest */
    CandidateRow checked() {
        content().check(Long.toString(id), digest);
        return this;
    }

    /** @throws BadRecordException if the content does not match its digest */
    Candidate toCandidate() {
        checked();
        return new Candidate(
                Hash256.of(blockHash),
                height,
                Hash256.of(previousHash),
                Instant.ofEpochMilli(foundAt),
                worker,
                new OwnerKey(Hash256.of(owner)),
                reward,
                tag,
                block,
                note(),
                state(),
                rejectWord);
    }

    private RowDigest content() {
        return new RowDigest(TABLE)
                .with(id)
                .with(blockHash)
                .with(height)
                .with(previousHash)
                .with(foundAt)
                .with(worker)
                .with(owner)
                .with(reward)
                .with(tag)
                .with(block)
                .with(ephemeralPubkey)
                .with(ciphertext)
                .with(commitment)
                .with(state)
                .with(rejectWord)
                .with(queued ? 1 : 0);
    }
}
