package org.vanta.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.chain.ProofCheck;
import org.vanta.appliance.delivery.DeliveryOutcome;
import org.vanta.appliance.index.ShieldedIndex;
import org.vanta.appliance.note.EncryptedNote;
import org.vanta.appliance.store.TestDatabase;

/** Goal: peers are told of every note of ours that our inbox takes, however its block came to be accepted, and of no other. Method: a real inbox. */
class OwnSidecarTest {
    private static final EncryptedNote NOTE =
            new EncryptedNote(Hash256.ZERO, new byte[60], Hash256.fromHex("11".repeat(32)));

    @TempDir
    Path folder;

    private final List<EncryptedNote> told = new ArrayList<>();

    @Test
    void tellsPeersOfWhatIsDelivered() {
        try (TestDatabase database = TestDatabase.open(folder)) {
            ShieldedIndex index = new ShieldedIndex(database.blocks, database.notes, ProofCheck.none());
            OwnSidecar sidecar = new OwnSidecar(index, told::add);
            assertThat(sidecar.deliver(NOTE))
                    .as("the state is not read yet")
                    .isInstanceOf(DeliveryOutcome.Unavailable.class);
            assertThat(told).isEmpty();
            index.load();
            assertThat(sidecar.deliver(NOTE)).isInstanceOf(DeliveryOutcome.Delivered.class);
            assertThat(told).containsExactly(NOTE);
            assertThat(sidecar.deliver(NOTE))
                    .as("a second time after a stop in between, so that nobody knows whether peers were told")
                    .isInstanceOf(DeliveryOutcome.Delivered.class);
            assertThat(told).containsExactly(NOTE, NOTE);
        }
    }
}
