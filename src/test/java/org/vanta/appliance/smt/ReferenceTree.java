package org.vanta.appliance.smt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vanta.appliance.bytes.Hash256;
import org.vanta.appliance.bytes.Sha256;

/** The tree as docs/formats.md defines it, by recursion over the set of keys: slow and evident. */
final class ReferenceTree {
    private ReferenceTree() {}

    static Hash256 root(Set<Hash256> keys) {
        return subtree(List.copyOf(keys), 0);
    }

    static SmtProof prove(Set<Hash256> keys, Hash256 key) {
        List<Hash256> siblings = new ArrayList<>();
        List<Hash256> here = List.copyOf(keys);
        for (int level = 0; here.size() > 1; level++) {
            siblings.add(subtree(half(here, level, !isRight(key, level)), level + 1));
            here = half(here, level, isRight(key, level));
        }
        if (here.isEmpty()) {
            return new SmtProof(key, false, siblings, new Terminal.Empty());
        }
        boolean present = here.getFirst().equals(key);
        return new SmtProof(key, present, siblings, present ? new Terminal.Leaf() : new Terminal.Other(here.getFirst()));
    }

    private static Hash256 subtree(List<Hash256> keys, int level) {
        return switch (keys.size()) {
            case 0 -> Hash256.ZERO;
            case 1 -> Sha256.withDomain("Vanta/SMT/Leaf/v1", keys.getFirst().toBytes());
            default ->
                Sha256.withDomain(
                        "Vanta/SMT/Node/v1",
                        subtree(half(keys, level, false), level + 1).toBytes(),
                        subtree(half(keys, level, true), level + 1).toBytes());
        };
    }

    private static List<Hash256> half(List<Hash256> keys, int level, boolean right) {
        return keys.stream().filter(key -> isRight(key, level) == right).toList();
    }

    private static boolean isRight(Hash256 key, int level) {
        return (key.byteAt(level / 8) & 0x80 >> level % 8) != 0;
    }
}
