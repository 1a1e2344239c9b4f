package org.vanta.appliance.smt;

import org.vanta.appliance.bytes.Hash256;

/** Where the path of a proof's key ends. */
public sealed interface Terminal {
    /** In the key's own leaf: the key is in the tree. */
    record Leaf() implements Terminal {}

    /** In an empty subtree: the key is not in the tree. */
    record Empty() implements Terminal {}

    /** In the leaf of another key that begins with the same bits: the key is not in the tree. */
    record Other(Hash256 otherKey) implements Terminal {}
}
