package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** Goal: it knows what a map would know. Method: random changes to both. */
class NoteIdsTest {
    private static final int COMMITMENTS = 2_000;

    private static Hash256 commitment(int number) {
        return Sha256.hash(new byte[] {(byte) number, (byte) (number >> 8)});
    }

    @Test
    void knowsTheIdsOfEachCommitmentInOrder() {
        Random random = new Random(12);
        NoteIds notes = new NoteIds();
        Map<Integer, NavigableSet<Long>> expected = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            int number = random.nextInt(COMMITMENTS);
            NavigableSet<Long> ids = expected.computeIfAbsent(number, _ -> new TreeSet<>());
            if (ids.size() < 9 && random.nextInt(5) < 3) {
                long id = random.nextLong(1L << 40);
                notes.add(commitment(number), id);
                ids.add(id);
            } else {
                // One that is not there too.
                Long id = ids.isEmpty() ? Long.valueOf(1) : ids.first();
                notes.remove(commitment(number), id);
                ids.remove(id);
            }
        }
        expected.forEach((number, ids) -> assertThat(notes.of(commitment(number)))
                .containsExactly(ids.stream().mapToLong(Long::longValue).toArray()));
        assertThat(notes.of(commitment(COMMITMENTS))).isEmpty();
        notes.clear();
        expected.keySet()
                .forEach(number -> assertThat(notes.of(commitment(number))).isEmpty());
    }
}
