package org.vanta.appliance.smt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.vanta.appliance.bytes.Hash256;

class Hash256SetProperties {
    @Property(tries = 100)
    void isASet(@ForAll long history, @ForAll @IntRange(min = 1, max = 400) int distinct) {
        Random random = new Random(history);
        Hash256Set set = new Hash256Set();
        Set<Hash256> expected = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            Hash256 value = value(random.nextInt(distinct));
            if (random.nextInt(2 + i / 1_000) == 0) {
                assertThat(set.add(value)).isEqualTo(expected.add(value));
            } else {
                assertThat(set.remove(value)).isEqualTo(expected.remove(value));
            }
            assertThat(set.size()).isEqualTo(expected.size());
        }
        for (int number = 0; number < distinct; number++) {
            assertThat(set.contains(value(number))).isEqualTo(expected.contains(value(number)));
        }
    }

    private static Hash256 value(int number) {
        return Hash256.of(ByteBuffer.allocate(Hash256.BYTES).putInt(28, number).array());
    }
}
