/*
 * Eight residues of Fp side by side: AVX-512 with 52-bit multiplication (IFMA). Five limbs of 52 bits, Montgomery form
 * with R = 2^260.
 *
 * Six bits are free above p, so nothing here is canonical: a value is any number below 84p of its residue, and sums and
 * differences are reduced by the next multiplication alone. How large each may grow does not depend on the data, since no
 * branch does; with VANTA_IFMA_BOUNDS every value carries its bound, and a test that runs the loops once proves the rest.
 */
#ifndef VANTA_BN254_IFMA_FP_H
#define VANTA_BN254_IFMA_FP_H

#include <immintrin.h>

#include "fp.h"

#define LANES 8
#define LIMBS 5
#define UNROLL _Pragma("GCC unroll 10")

typedef struct {
    __m512i l[LIMBS];
#if defined(VANTA_IFMA_BOUNDS)
    /* The value is below this many p. */
    double below;
#endif
} fp8;

/* Sums of products before their reduction: ten columns, each a signed 64-bit number worth 2^(52 i). */
typedef struct {
    __m512i l[2 * LIMBS];
#if defined(VANTA_IFMA_BOUNDS)
    /* The value lies between -under p^2 and below p^2; each column between -size and size times 2^52. */
    double under, below, size;
#endif
} fp8_columns;

#if defined(VANTA_IFMA_BOUNDS)
void ifma_require(bool holds, const char *what, int at);
#define REQUIRE(what) ifma_require(what, #what, __LINE__)
#define BOUND(...) __VA_ARGS__
/* p / 2^260, rounded up, and 2^260 / p, rounded down. */
#define P_OVER_R 0.011815
#define R_OVER_P 84.6
#else
#define REQUIRE(what) ((void)0)
#define BOUND(...) ((void)0)
#endif

/* Limb i of p, and of -1/p. */
#define P52_MASK 0xfffffffffffffULL
#define P52(i)                                                                                                         \
    ((i) == 0 ? FP_P.l[0] & P52_MASK                                                                                   \
              : (i) == 4 ? FP_P.l[3] >> 16 : (FP_P.l[(i)-1] >> (64 - 12 * (i)) | FP_P.l[i] << (12 * (i))) & P52_MASK)
#define P52_INV (FP_INV & P52_MASK)

INLINE __m512i every_lane(uint64_t x) { return _mm512_set1_epi64((long long)x); }

/* Carries signed limbs upwards; the sum they stand for must be a number from 0 to 2^260. */
INLINE void fp8_carry(fp8 *z, const __m512i *t) {
    const __m512i mask = every_lane(P52_MASK);
    __m512i carry = t[0];
    UNROLL for (int i = 0; i < LIMBS - 1; i++) {
        z->l[i] = _mm512_and_si512(carry, mask);
        carry = _mm512_add_epi64(t[i + 1], _mm512_srai_epi64(carry, 52));
    }
    z->l[LIMBS - 1] = carry;
    REQUIRE(z->below <= R_OVER_P);
}

INLINE void fp8_add(fp8 *z, const fp8 *x, const fp8 *y) {
    __m512i t[LIMBS];
    UNROLL for (int i = 0; i < LIMBS; i++) {
        t[i] = _mm512_add_epi64(x->l[i], y->l[i]);
    }
    BOUND(z->below = x->below + y->below);
    fp8_carry(z, t);
}

/* z = x - y + kp; y is below kp */
OUTLINE void fp8_sub(fp8 *z, const fp8 *x, const fp8 *y, int k) {
    __m512i t[LIMBS];
    UNROLL for (int i = 0; i < LIMBS; i++) {
        t[i] = _mm512_add_epi64(_mm512_sub_epi64(x->l[i], y->l[i]), every_lane((uint64_t)k * P52(i)));
    }
    REQUIRE(y->below <= k);
    BOUND(z->below = x->below + k);
    fp8_carry(z, t);
}

INLINE void fp8_zero(fp8 *z) {
    UNROLL for (int i = 0; i < LIMBS; i++) {
        z->l[i] = _mm512_setzero_si512();
    }
    BOUND(z->below = 0);
}

/* z = kp - x; x is below kp */
INLINE void fp8_neg(fp8 *z, const fp8 *x, int k) {
    fp8 zero;
    fp8_zero(&zero);
    fp8_sub(z, &zero, x, k);
}

INLINE void columns_clear(fp8_columns *t) {
    UNROLL for (int i = 0; i < 2 * LIMBS; i++) {
        t->l[i] = _mm512_setzero_si512();
    }
    BOUND(t->under = 0, t->below = 0, t->size = 0);
}

/* t += x y. Low and high halves go to sums of their own: half the chain that waits. */
INLINE void columns_multiply(fp8_columns *t, const fp8 *x, const fp8 *y) {
    __m512i high[2 * LIMBS - 1];
    UNROLL for (int i = 0; i < 2 * LIMBS - 1; i++) {
        high[i] = _mm512_setzero_si512();
    }
    UNROLL for (int i = 0; i < LIMBS; i++) {
        UNROLL for (int j = 0; j < LIMBS; j++) {
            t->l[i + j] = _mm512_madd52lo_epu64(t->l[i + j], x->l[i], y->l[j]);
            high[i + j] = _mm512_madd52hi_epu64(high[i + j], x->l[i], y->l[j]);
        }
    }
    UNROLL for (int i = 0; i < 2 * LIMBS - 1; i++) {
        t->l[i + 1] = _mm512_add_epi64(t->l[i + 1], high[i]);
    }
    BOUND(t->below += x->below * y->below, t->size += 10);
}

INLINE void columns_sub(fp8_columns *z, const fp8_columns *x, const fp8_columns *y) {
    UNROLL for (int i = 0; i < 2 * LIMBS; i++) {
        z->l[i] = _mm512_sub_epi64(x->l[i], y->l[i]);
    }
    BOUND(z->under = x->under + y->below, z->below = x->below + y->under, z->size = x->size + y->size);
}

INLINE void columns_add(fp8_columns *z, const fp8_columns *x, const fp8_columns *y) {
    UNROLL for (int i = 0; i < 2 * LIMBS; i++) {
        z->l[i] = _mm512_add_epi64(x->l[i], y->l[i]);
    }
    BOUND(z->under = x->under + y->under, z->below = x->below + y->below, z->size = x->size + y->size);
}

/* z = t / 2^260 + kp mod p, from 0 to about (t / 2^260) + (k + 1) p */
INLINE void fp8_reduce(fp8 *z, fp8_columns *t, int k) {
    const __m512i zero = _mm512_setzero_si512();
    REQUIRE(t->size + 11 < 2048 && t->under * P_OVER_R <= k);
    UNROLL for (int i = 0; i < LIMBS; i++) {
        __m512i q = _mm512_madd52lo_epu64(zero, t->l[i], every_lane(P52_INV));
        UNROLL for (int j = 0; j < LIMBS; j++) {
            t->l[i + j] = _mm512_madd52lo_epu64(t->l[i + j], q, every_lane(P52(j)));
            t->l[i + j + 1] = _mm512_madd52hi_epu64(t->l[i + j + 1], q, every_lane(P52(j)));
        }
        t->l[i + 1] = _mm512_add_epi64(t->l[i + 1], _mm512_srai_epi64(t->l[i], 52));
    }
    if (k != 0) {
        UNROLL for (int i = 0; i < LIMBS; i++) {
            t->l[LIMBS + i] = _mm512_add_epi64(t->l[LIMBS + i], every_lane((uint64_t)k * P52(i)));
        }
    }
    BOUND(z->below = t->below * P_OVER_R + 1 + k);
    fp8_carry(z, t->l + LIMBS);
}

OUTLINE void fp8_mul(fp8 *z, const fp8 *x, const fp8 *y) {
    fp8_columns t;
    columns_clear(&t);
    columns_multiply(&t, x, y);
    fp8_reduce(z, &t, 0);
}

INLINE void fp8_sqr(fp8 *z, const fp8 *x) { fp8_mul(z, x, x); }

/* z = kx */
OUTLINE void fp8_times(fp8 *z, const fp8 *x, int k) {
    __m512i t[LIMBS];
    UNROLL for (int i = 0; i < LIMBS; i++) {
        t[i] = x->l[i];
    }
    for (int more = k - 1; more > 0; more--) {
        UNROLL for (int i = 0; i < LIMBS; i++) {
            t[i] = _mm512_add_epi64(t[i], x->l[i]);
        }
    }
    BOUND(z->below = x->below * k);
    fp8_carry(z, t);
}

/*
 * Takes away as many p as the top limb shows for certain: p's own top limb is a little below 2^52 / 84. What stays is below
 * 1.02p + x / 100.
 */
OUTLINE void fp8_trim(fp8 *x) {
    const __m512i zero = _mm512_setzero_si512();
    __m512i q = _mm512_madd52hi_epu64(zero, x->l[LIMBS - 1], every_lane(84)), t[LIMBS + 1], s[LIMBS];
    UNROLL for (int i = 0; i <= LIMBS; i++) {
        t[i] = zero;
    }
    UNROLL for (int i = 0; i < LIMBS; i++) {
        t[i] = _mm512_madd52lo_epu64(t[i], q, every_lane(P52(i)));
        t[i + 1] = _mm512_madd52hi_epu64(t[i + 1], q, every_lane(P52(i)));
    }
    UNROLL for (int i = 0; i < LIMBS; i++) {
        s[i] = _mm512_sub_epi64(x->l[i], t[i]);
    }
    BOUND(x->below = 1.02 + x->below / 100);
    fp8_carry(x, s);
}

#endif
