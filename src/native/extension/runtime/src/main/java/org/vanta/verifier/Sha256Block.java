package org.vanta.verifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.UnmanagedMemory;
import org.graalvm.nativeimage.c.CContext;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunction.Transition;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;

/** SHA-256's compression function in the static library, which uses the processor's own rounds where it has them. */
@CContext(StaticCalls.Directives.class)
final class Sha256Block {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int STATE_WORDS = 8;
    private static final int STATE_BYTES = 32;
    private static final int BLOCK_BYTES = 64;

    private Sha256Block() {}

    /** Too short a call for the garbage collector to be told of. */
    @CFunction(value = "vanta_sha256_block", transition = Transition.NO_TRANSITION)
    private static native void compress(PointerBase state, PointerBase block);

    /** Hashes {@code block[offset, offset + 64)} into the eight words of {@code state}; the caller has checked the bounds. */
    static void compress(int[] state, byte[] block, int offset) {
        if (Thread.currentThread().isVirtual()) {
            compressInMalloced(state, block, offset);
        } else {
            compressOnStack(state, block, offset);
        }
    }

    /** Copied to the stack: cheaper than pinning two arrays for a call of 50 ns. */
    private static void compressOnStack(int[] state, byte[] block, int offset) {
        compressIn(StackValue.get(STATE_BYTES + BLOCK_BYTES), state, block, offset);
    }

    /** A virtual thread's stack moves, and the image refuses to take addresses in it. */
    private static void compressInMalloced(int[] state, byte[] block, int offset) {
        Pointer frame = UnmanagedMemory.malloc(STATE_BYTES + BLOCK_BYTES);
        try {
            compressIn(frame, state, block, offset);
        } finally {
            UnmanagedMemory.free(frame);
        }
    }

    private static void compressIn(Pointer frame, int[] state, byte[] block, int offset) {
        for (int i = 0; i < STATE_WORDS; i++) {
            frame.writeInt(Integer.BYTES * i, state[i]);
        }
        for (int i = 0; i < BLOCK_BYTES; i += Long.BYTES) {
            frame.writeLong(STATE_BYTES + i, (long) LONG.get(block, offset + i));
        }
        compress(frame, frame.add(STATE_BYTES));
        for (int i = 0; i < STATE_WORDS; i++) {
            state[i] = frame.readInt(Integer.BYTES * i);
        }
    }
}
