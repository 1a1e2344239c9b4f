package org.vanta.appliance.gossip.core;

import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random samples. */
final class Samples {
    private Samples() {}

    /** At most {@code count} of the elements, in random order; the list is spoilt. */
    static <T> List<T> take(List<T> elements, int count, RandomGenerator random) {
        int taken = Math.min(count, elements.size());
        for (int i = 0; i < taken; i++) {
            Collections.swap(elements, i, i + random.nextInt(elements.size() - i));
        }
        return List.copyOf(elements.subList(0, taken));
    }
}
