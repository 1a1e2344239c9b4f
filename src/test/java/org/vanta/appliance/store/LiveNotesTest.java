package org.vanta.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Goal: it knows what a map would know. Method: random changes to both. */
class LiveNotesTest {
    private static final int IDS = 3_000;

    @Test
    void knowsWhichEntryToldEachNoteLast() {
        Random random = new Random(11);
        LiveNotes notes = new LiveNotes();
        Map<Long, Integer> expected = new HashMap<>();
        for (int entry = 1; entry <= 50_000; entry++) {
            // Ids are times and follow each other.
            long id = 1_700_000_000_000L + random.nextInt(IDS);
            if (random.nextInt(5) < 3) {
                notes.put(id, entry);
                expected.put(id, entry);
            } else {
                assertThat(notes.remove(id)).isEqualTo(expected.remove(id) != null);
            }
            assertThat(notes.size()).isEqualTo(expected.size());
        }
        assertThat(notes.highest())
                .isEqualTo(expected.keySet().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElseThrow());
        LiveNotes copy = notes.copy();
        expected.forEach((id, entry) -> {
            assertThat(copy.remove(id, entry + 1)).isFalse();
            assertThat(copy.remove(id, entry)).isTrue();
            assertThat(copy.remove(id)).isFalse();
        });
        assertThat(copy.isEmpty()).isTrue();
        assertThat(copy.highest()).isZero();
        assertThat(notes.size()).isEqualTo(expected.size());
    }
}
