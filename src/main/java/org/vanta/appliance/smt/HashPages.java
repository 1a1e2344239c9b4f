package org.vanta.appliance.smt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.vanta.appliance.bytes.Hash256;

/**
 * Numbered slots of 32 bytes in pages, so that growing copies no data and no slot costs an object. Released slots are chained through their
 * own first bytes and handed out again first.
 */
final class HashPages {
    static final int PAGE_BITS = 12;
    static final int PAGE_SLOTS = 1 << PAGE_BITS;
    static final int SLOT_MASK = PAGE_SLOTS - 1;

    private static final int NONE = -1;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[][] pages = new byte[4][];
    private int used;
    private int firstFree = NONE;

    /** A slot whose content is undefined. */
    int allocate() {
        if (firstFree != NONE) {
            int slot = firstFree;
            firstFree = (int) INT.get(page(slot), offset(slot));
            return slot;
        }
        int slot = used;
        int page = slot >>> PAGE_BITS;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pages.length);
        }
        if ((slot & SLOT_MASK) == 0) {
            pages[page] = new byte[PAGE_SLOTS * Hash256.BYTES];
        }
        used = Math.incrementExact(used);
        return slot;
    }

    int allocate(Hash256 content) {
        int slot = allocate();
        content.copyTo(page(slot), offset(slot));
        return slot;
    }

    void release(int slot) {
        INT.set(page(slot), offset(slot), firstFree);
        firstFree = slot;
    }

    /** The page that holds {@code slot}, at {@link #offset}. */
    byte[] page(int slot) {
        return pages[slot >>> PAGE_BITS];
    }

    static int offset(int slot) {
        return (slot & SLOT_MASK) * Hash256.BYTES;
    }

    Hash256 get(int slot) {
        return Hash256.of(page(slot), offset(slot), Hash256.BYTES);
    }

    /** Index of the first byte in which the slot differs from {@code content}, or -1. */
    int mismatch(int slot, byte[] content) {
        int at = offset(slot);
        return Arrays.mismatch(page(slot), at, at + Hash256.BYTES, content, 0, Hash256.BYTES);
    }

    /** 32 bits of a page, unsigned. */
    static long word(byte[] page, int at) {
        return Integer.toUnsignedLong((int) INT.get(page, at));
    }
}
