/* Fp, the base field of BN254. Every function takes and gives canonical residues; results may overlap arguments. */
#ifndef VANTA_BN254_FP_H
#define VANTA_BN254_FP_H

#include "constants.h"
#include "limbs.h"

/* A product before its reduction: at most 2^256 p, least significant limb first. */
typedef struct {
    uint64_t l[8];
} fp_wide;

#if defined(VANTA_MULX)
#include "fp_mulx.h"
#elif defined(__x86_64__) && !defined(VANTA_PLAIN_C)
#include "fp_mul_x86.h"
#else
OUTLINE void fp_mul(fp *z, const fp *x, const fp *y) { limbs_montgomery_mul(z->l, x->l, y->l, FP_P.l, FP_INV); }

INLINE void fp_mul_wide(fp_wide *t, const fp *x, const fp *y) { limbs_mul_wide(t->l, x->l, y->l); }

/* z = t / 2^256 for t < 2^256 p */
INLINE void fp_reduce(fp *z, const fp_wide *t) { limbs_montgomery_reduce(z->l, t->l, FP_P.l, FP_INV); }
#endif

INLINE void fp_sqr(fp *z, const fp *x) { fp_mul(z, x, x); }

#if defined(__x86_64__) && !defined(VANTA_PLAIN_C)
#include "fp_add_x86.h"
#else
INLINE void fp_add(fp *z, const fp *x, const fp *y) { limbs_add_mod(z->l, x->l, y->l, FP_P.l); }

INLINE void fp_sub(fp *z, const fp *x, const fp *y) { limbs_sub_mod(z->l, x->l, y->l, FP_P.l); }

/* fp_add_lazy: the sum as an integer below 2p, for fp_mul_wide alone. */
INLINE void fp_add_lazy(fp *z, const fp *x, const fp *y) {
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        z->l[i] = add_carry(x->l[i], y->l[i], &carry);
    }
}

/* z = x - y as integers, x >= y. */
INLINE void fp_wide_sub(fp_wide *z, const fp_wide *x, const fp_wide *y) {
    uint64_t borrow = 0;
    for (int i = 0; i < 8; i++) {
        z->l[i] = sub_borrow(x->l[i], y->l[i], &borrow);
    }
}

/* z = x - y modulo 2^256 p. */
INLINE void fp_wide_sub_mod(fp_wide *z, const fp_wide *x, const fp_wide *y) {
    uint64_t borrow = 0, carry = 0;
    for (int i = 0; i < 8; i++) {
        z->l[i] = sub_borrow(x->l[i], y->l[i], &borrow);
    }
    uint64_t back = 0 - borrow;
    for (int i = 0; i < 4; i++) {
        z->l[i + 4] = add_carry(z->l[i + 4], FP_P.l[i] & back, &carry);
    }
}
#endif

INLINE void fp_double(fp *z, const fp *x) { fp_add(z, x, x); }

INLINE bool fp_is_zero(const fp *x) { return (x->l[0] | x->l[1] | x->l[2] | x->l[3]) == 0; }

INLINE bool fp_equal(const fp *x, const fp *y) {
    return ((x->l[0] ^ y->l[0]) | (x->l[1] ^ y->l[1]) | (x->l[2] ^ y->l[2]) | (x->l[3] ^ y->l[3])) == 0;
}

INLINE void fp_neg(fp *z, const fp *x) {
    static const fp zero = {{0, 0, 0, 0}};
    fp_sub(z, &zero, x);
}

#if !defined(__x86_64__) || defined(VANTA_PLAIN_C)
/* z = 9x + y: one multiplication by a small quotient instead of five sums. */
INLINE void fp_nine_times_plus(fp *z, const fp *x, const fp *y) {
    uint64_t t[4], carry = 0;
    for (int i = 0; i < 4; i++) {
        t[i] = mul_add(y->l[i], x->l[i], 9, &carry);
    }
    /* The sum is below 10p; its quotient by p, at most one too small: 2^246 / p = 5416.9 / 2^20. */
    uint64_t quotient = ((carry << 10 | t[3] >> 54) * 5416) >> 20, borrow = 0, product = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t low = mul_add(0, FP_P.l[i], quotient, &product);
        t[i] = sub_borrow(t[i], low, &borrow);
    }
    limbs_reduce_once(z->l, t, FP_P.l);
}
#endif

/* z = x / 2 */
INLINE void fp_halve(fp *z, const fp *x) {
    uint64_t t[4], carry = 0, odd = 0 - (x->l[0] & 1);
    for (int i = 0; i < 4; i++) {
        t[i] = add_carry(x->l[i], FP_P.l[i] & odd, &carry);
    }
    for (int i = 0; i < 3; i++) {
        z->l[i] = t[i] >> 1 | t[i + 1] << 63;
    }
    z->l[3] = t[3] >> 1;
}

/* z = 1/x, 0 for 0: x^(p-2), four bits at a time */
OUTLINE void fp_inverse(fp *z, const fp *x) {
    fp power[16], t;
    power[0] = FP_ONE;
    for (int i = 1; i < 16; i++) {
        fp_mul(&power[i], &power[i - 1], x);
    }
    uint64_t e[4] = {FP_P.l[0] - 2, FP_P.l[1], FP_P.l[2], FP_P.l[3]};
    t = power[e[3] >> 60];
    for (int i = 62; i >= 0; i--) {
        for (int j = 0; j < 4; j++) {
            fp_sqr(&t, &t);
        }
        unsigned digit = (unsigned)(e[i / 16] >> (4 * (i % 16))) & 15;
        if (digit != 0) {
            fp_mul(&t, &t, &power[digit]);
        }
    }
    *z = t;
}

/* Reads 32 big-endian bytes; false if the number is p or more. */
static UNUSED bool fp_from_bytes(fp *z, const uint8_t b[32]) {
    fp t;
    limbs_from_bytes(t.l, b);
    if (!limbs_below(t.l, FP_P.l)) {
        return false;
    }
    fp_mul(z, &t, &FP_R2);
    return true;
}

static UNUSED void fp_to_bytes(uint8_t b[32], const fp *x) {
    static const fp one = {{1, 0, 0, 0}};
    fp t;
    fp_mul(&t, x, &one);
    limbs_to_bytes(b, t.l);
}

#endif
