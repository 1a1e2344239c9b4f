/* Fr, the scalar field of BN254. Residues in Montgomery form; scalars for point arithmetic are plain integers. */
#ifndef VANTA_BN254_FR_H
#define VANTA_BN254_FR_H

#include "constants.h"
#include "limbs.h"

OUTLINE void fr_mul(fr *z, const fr *x, const fr *y) { limbs_montgomery_mul(z->l, x->l, y->l, FR_R.l, FR_INV); }

INLINE void fr_add(fr *z, const fr *x, const fr *y) { limbs_add_mod(z->l, x->l, y->l, FR_R.l); }

INLINE void fr_sub(fr *z, const fr *x, const fr *y) { limbs_sub_mod(z->l, x->l, y->l, FR_R.l); }

INLINE bool fr_is_zero(const fr *x) { return (x->l[0] | x->l[1] | x->l[2] | x->l[3]) == 0; }

INLINE void fr_neg(fr *z, const fr *x) {
    static const fr zero = {{0, 0, 0, 0}};
    fr_sub(z, &zero, x);
}

/* The plain integer a residue stands for, below r. */
INLINE void fr_to_integer(uint64_t k[4], const fr *x) {
    static const fr one = {{1, 0, 0, 0}};
    fr t;
    fr_mul(&t, x, &one);
    for (int i = 0; i < 4; i++) {
        k[i] = t.l[i];
    }
}

/* The residue of any 256-bit integer. */
INLINE void fr_from_integer(fr *z, const uint64_t k[4]) {
    fr t = {{k[0], k[1], k[2], k[3]}};
    fr_mul(z, &t, &FR_R2);
}

OUTLINE void fr_inverse(fr *z, const fr *x) {
    fr power[16], t;
    power[0] = FR_ONE;
    for (int i = 1; i < 16; i++) {
        fr_mul(&power[i], &power[i - 1], x);
    }
    uint64_t e[4] = {FR_R.l[0] - 2, FR_R.l[1], FR_R.l[2], FR_R.l[3]};
    t = power[e[3] >> 60];
    for (int i = 62; i >= 0; i--) {
        for (int j = 0; j < 4; j++) {
            fr_mul(&t, &t, &t);
        }
        fr_mul(&t, &t, &power[(e[i / 16] >> (4 * (i % 16))) & 15]);
    }
    *z = t;
}

/* Reads 32 big-endian bytes; false if the number is r or more. */
static UNUSED bool fr_from_bytes(fr *z, const uint8_t b[32]) {
    fr t;
    limbs_from_bytes(t.l, b);
    if (!limbs_below(t.l, FR_R.l)) {
        return false;
    }
    fr_mul(z, &t, &FR_R2);
    return true;
}

/* Reads 32 big-endian bytes modulo r, as a transcript's hash is read. */
static UNUSED void fr_from_bytes_reduced(fr *z, const uint8_t b[32]) {
    uint64_t k[4];
    limbs_from_bytes(k, b);
    fr_from_integer(z, k);
}

static UNUSED void fr_to_bytes(uint8_t b[32], const fr *x) {
    uint64_t k[4];
    fr_to_integer(k, x);
    limbs_to_bytes(b, k);
}

#endif
