package org.vanta.appliance.miner;

import java.math.BigInteger;

/** SHA-256's compression (FIPS 180-4) in plain Java, what the miner's way is measured against. */
final class PlainSha256 {
    static final int[] INITIAL = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };
    private static final int[] K = cubeRootsOfPrimes();

    private final int[] w = new int[64];

    /** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
    private static int[] cubeRootsOfPrimes() {
        int[] k = new int[64];
        int found = 0;
        for (BigInteger p = BigInteger.TWO; found < k.length; p = p.nextProbablePrime()) {
            BigInteger cube = p.shiftLeft(96);
            BigInteger low = BigInteger.ZERO;
            BigInteger high = BigInteger.ONE.shiftLeft(40);
            while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
                BigInteger middle = low.add(high).shiftRight(1);
                if (middle.pow(3).compareTo(cube) <= 0) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            k[found++] = low.intValue();
        }
        return k;
    }

    /** Compresses 16 words onto {@code state}. */
    void compress(int[] state, int[] block, int[] out) {
        System.arraycopy(block, 0, w, 0, 16);
        for (int i = 16; i < 64; i++) {
            int x = w[i - 15];
            int y = w[i - 2];
            w[i] = w[i - 16]
                    + (Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3)
                    + w[i - 7]
                    + (Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10);
        }
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int i = 0; i < 64; i += 4) {
            h += sigma1(e) + (g ^ e & (f ^ g)) + K[i] + w[i];
            d += h;
            h += sigma0(a) + (a & b | c & (a | b));
            g += sigma1(d) + (f ^ d & (e ^ f)) + K[i + 1] + w[i + 1];
            c += g;
            g += sigma0(h) + (h & a | b & (h | a));
            f += sigma1(c) + (e ^ c & (d ^ e)) + K[i + 2] + w[i + 2];
            b += f;
            f += sigma0(g) + (g & h | a & (g | h));
            e += sigma1(b) + (d ^ b & (c ^ d)) + K[i + 3] + w[i + 3];
            a += e;
            e += sigma0(f) + (f & g | h & (f | g));
            int ra = a;
            int rb = b;
            int rc = c;
            int rd = d;
            a = e;
            b = f;
            c = g;
            d = h;
            e = ra;
            f = rb;
            g = rc;
            h = rd;
        }
        out[0] = state[0] + a;
        out[1] = state[1] + b;
        out[2] = state[2] + c;
        out[3] = state[3] + d;
        out[4] = state[4] + e;
        out[5] = state[5] + f;
        out[6] = state[6] + g;
        out[7] = state[7] + h;
    }

    private static int sigma0(int x) {
        return Integer.rotateRight(x, 2) ^ Integer.rotateRight(x, 13) ^ Integer.rotateRight(x, 22);
    }

    private static int sigma1(int x) {
        return Integer.rotateRight(x, 6) ^ Integer.rotateRight(x, 11) ^ Integer.rotateRight(x, 25);
    }
}
