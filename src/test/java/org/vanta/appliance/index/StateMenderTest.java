package org.vanta.appliance.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.chain.VerifiedProof;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.note.OwnerKey;
import org.vanta.appliance.store.BadRecordException;
import org.vanta.appliance.store.Candidate;
import org.vanta.appliance.store.Delivery;
import org.vanta.appliance.store.NoteSource;
import org.vanta.appliance.store.StoredNote;
import org.vanta.appliance.store.TestDatabase;

/** Goal: what fails in the store while the appliance runs is mended without a restart. Method: a real file, spoilt behind the store's back. */
class StateMenderTest {
    private static final Instant LATER = Instant.ofEpochSecond(4_000_000_000L);

    @TempDir
    Path folder;

    private final GeneratedChain chain = new GeneratedChain();
    private final Map<Hash256, Long> cursors = new HashMap<>();

    private Followed filled() {
        Followed followed = new Followed(folder, chain);
        mine(1, 20);
        followed.follow();
        for (int i = 1; i <= 10; i++) {
            followed.index.submit(
                    new EncryptedNote(GeneratedChain.value(i), new byte[60], GeneratedChain.value(3 * i)),
                    NoteSource.SUBMITTED);
        }
        followed.database
                .notes
                .page(0, 100)
                .notes()
                .forEach(note -> cursors.put(note.note().commitment(), note.cursor()));
        return followed;
    }

    private void mine(int from, int to) {
        for (int i = from; i <= to; i++) {
            chain.mine(List.of(GeneratedChain.value(i)), List.of(GeneratedChain.value(-i)), 0);
        }
    }

    private Hash256 rootOfTheChain() {
        try (Followed fresh = new Followed(folder.resolve("fresh"), chain)) {
            return fresh.follow().index.state().root();
        }
    }

    private void assertWholeAtTheTip(Followed followed) {
        assertThat(followed.follower().trouble()).isEmpty();
        assertThat(followed.index.state().height()).isEqualTo(chain.height());
        assertThat(followed.index.state().root()).isEqualTo(rootOfTheChain());
        List<StoredNote> notes = followed.database.notes.page(0, 100).notes();
        assertThat(notes)
                .extracting(note -> note.note().commitment())
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> GeneratedChain.value(3 * i))
                        .toList());
        assertThat(notes)
                .as("a wallet that has read all is told of every change")
                .allSatisfy(note -> assertThat(note.cursor())
                        .isGreaterThanOrEqualTo(cursors.get(note.note().commitment())));
    }

    @Test
    void aRowThatStandsInTheWayIsDamageAndTheFileIsReplaced() {
        try (Followed followed = filled()) {
            followed.database.tamper(
                    "insert into block_record select height + 1, hash, previous_hash, block_time, body,"
                            + " root, content_digest, chain_digest from block_record where height = 20");
            mine(21, 25);
            followed.follow();
            assertWholeAtTheTip(followed);
            assertThat(TestDatabase.isSetAside(folder)).isTrue();
        }
    }

    @Test
    void aDatabaseClosedUnderfootIsOpenedAgainAndLosesNothing() {
        try (Followed followed = filled()) {
            followed.database.closeUnderfoot();
            mine(21, 25);
            followed.follow();
            assertWholeAtTheTip(followed);
            assertThat(TestDatabase.isSetAside(folder)).isFalse();
        }
    }

    @Test
    void aRowThatVanishedBelowTheTipIsNamedAndComesBack() {
        try (Followed followed = filled()) {
            followed.database.tamper("delete from block_record where height = 15");
            chain.cutTo(14);
            mine(100, 110);
            followed.follow();
            assertWholeAtTheTip(followed);
        }
    }

    private static void accept(TestDatabase database, int seed) {
        Hash256 hash = GeneratedChain.value(seed);
        database.candidates.record(Candidate.found(
                hash,
                seed,
                Hash256.ZERO,
                Instant.EPOCH,
                "bitaxe",
                new OwnerKey(GeneratedChain.value(77)),
                5_000_000_000L,
                seed,
                new byte[80],
                new EncryptedNote(hash, new byte[60], GeneratedChain.value(1_000 + seed))));
        database.candidates.accepted(hash);
    }

    @Test
    void aBadDeliveryKeepsNoOtherOneAndComesBack() {
        try (Followed followed = filled()) {
            IntStream.rangeClosed(1, 3).forEach(i -> accept(followed.database, i));
            List<Delivery> all = followed.database.deliveries.due(LATER, 10);
            assertThat(all).hasSize(3);
            followed.database.tamper("update delivery set attempts = 7 where id = "
                    + all.getFirst().id());
            assertThat(followed.database.deliveries.due(LATER, 10)).containsExactlyElementsOf(all.subList(1, 3));
            mine(21, 22);
            followed.follow();
            assertWholeAtTheTip(followed);
            assertThat(followed.database.deliveries.due(LATER, 10)).hasSameElementsAs(all);
            assertThat(followed.database.database.failure()).isEmpty();
            assertThat(TestDatabase.isSetAside(folder)).isFalse();
        }
    }

    private void rotNote(Followed followed, int commitment) {
        long cursor = cursors.get(GeneratedChain.value(commitment));
        followed.database.tamper("update note set first_seen = first_seen + 1 where changed = " + cursor
                + " or changed = 0 and id = " + cursor);
    }

    @Test
    void aNoteThatAReaderMeetsRottenComesBackAtTheNextStep() {
        try (Followed followed = filled()) {
            rotNote(followed, 3);
            assertThat(followed.database.notes.page(0, 100).notes()).hasSize(9);
            assertThat(followed.database.database.failure()).isPresent();
            followed.follow();
            assertThat(followed.database.database.failure()).isEmpty();
            assertWholeAtTheTip(followed);
            assertThat(TestDatabase.isSetAside(folder)).isFalse();
        }
    }

    @Test
    void aNoteThatIsAskedForAndRottenComesBackAtTheNextStep() {
        try (Followed followed = filled()) {
            rotNote(followed, 3);
            assertThat(followed.database.notes.of(GeneratedChain.value(3))).isEmpty();
            followed.follow();
            assertThat(followed.database.notes.of(GeneratedChain.value(3))).hasSize(1);
            assertWholeAtTheTip(followed);
        }
    }

    @Test
    void aRottenNoteComesBackWhenItsBlockDoes() {
        try (Followed followed = filled()) {
            rotNote(followed, 30);
            mine(30, 31);
            followed.follow();
            assertWholeAtTheTip(followed);
            assertThat(followed.database.notes.of(GeneratedChain.value(30)))
                    .extracting(StoredNote::height)
                    .containsExactly(21);
            assertThat(TestDatabase.isSetAside(folder)).isFalse();
        }
    }

    @Test
    void aBlockRecordThatAReaderMeetsRottenComesBackAtTheNextStep() {
        try (Followed followed = filled()) {
            followed.database.tamper("update block_record set block_time = block_time + 1 where height = 7");
            assertThatThrownBy(() -> followed.index.blockAt(7)).isInstanceOf(BadRecordException.class);
            followed.follow();
            assertThat(followed.index.blockAt(7)).isPresent();
            assertWholeAtTheTip(followed);
            followed.database.tamper("update block_record set block_time = block_time + 1 where height = 18");
            assertThatThrownBy(() -> followed.index.latest(10)).isInstanceOf(BadRecordException.class);
            followed.follow();
            assertThat(followed.index.latest(10)).hasSize(10);
            assertWholeAtTheTip(followed);
        }
    }

    @Test
    void anErrorInTheMidstOfABlockHasTheStateReadAnew() {
        ErrorOnce proofs = new ErrorOnce();
        try (Followed followed = new Followed(folder, chain, proofs)) {
            mine(1, 20);
            followed.follow();
            mine(21, 22);
            proofs.due = true;
            assertThatThrownBy(followed::follow).isInstanceOf(OutOfMemoryError.class);
            assertThat(followed.database.database.failure().orElseThrow()).hasMessageContaining("of a test");
            followed.follow();
            assertThat(followed.database.database.failure()).isEmpty();
            assertThat(followed.index.state().height()).isEqualTo(chain.height());
            assertThat(followed.index.state().root()).isEqualTo(rootOfTheChain());
            assertThat(TestDatabase.isSetAside(folder)).isFalse();
        }
    }

    @Test
    void anErrorInTheMidstOfAUnitLeavesNothingOfItAndHasTheStateReadAnew() {
        try (Followed followed = filled()) {
            assertThatThrownBy(() -> followed.database.fail(new OutOfMemoryError("of a test")))
                    .isInstanceOf(OutOfMemoryError.class);
            mine(21, 22);
            followed.follow();
            assertWholeAtTheTip(followed);
            assertThat(followed.database.database.failure()).isEmpty();
            assertThat(followed.database.database.seedMark()).isEmpty();
        }
    }

    @Test
    void aTableThatIsGoneIsDamage() {
        try (Followed followed = filled()) {
            followed.database.tamper("drop table block_record");
            mine(21, 22);
            followed.follow();
            assertWholeAtTheTip(followed);
        }
    }

    @Test
    void aDatabaseThatAStartFindsDamagedIsReplacedOnce() {
        try (Followed followed = filled()) {
            followed.database.tamper("drop table block_record");
        }
        try (Followed followed = new Followed(folder, chain)) {
            assertThat(TestDatabase.isSetAside(folder)).isTrue();
            assertThat(followed.database.database.failure()).isEmpty();
            mine(21, 22);
            followed.follow();
            assertWholeAtTheTip(followed);
            assertThat(folder.resolve("vanta.mv.db.bad.2")).doesNotExist();
        }
    }

    /** No proof check but one that an error cuts short when it is due. */
    private static final class ErrorOnce implements ProofCheck {
        private boolean due;

        @Override
        public String program() {
            return NO_PROGRAM;
        }

        @Override
        public List<Optional<VerifiedProof>> check(List<byte[]> items) {
            if (due) {
                due = false;
                throw new OutOfMemoryError("of a test");
            }
            return ProofCheck.none().check(items);
        }
    }
}
