/*
 * Four-limb arithmetic modulo an odd modulus below 2^254, shared by the two fields of BN254.
 * The modulus comes as a constant argument and everything is inlined, so each field gets code of its own.
 *
 * Verification handles no secret: branches and table look-ups may depend on the data.
 */
#ifndef VANTA_BN254_LIMBS_H
#define VANTA_BN254_LIMBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline, unused))
#define UNUSED __attribute__((unused))
/* Called from many places: one copy of each stays in the instruction cache. */
#define OUTLINE static __attribute__((noinline, unused))

__extension__ typedef unsigned __int128 wide_t;

INLINE uint64_t add_carry(uint64_t a, uint64_t b, uint64_t *carry) {
    wide_t t = (wide_t)a + b + *carry;
    *carry = (uint64_t)(t >> 64);
    return (uint64_t)t;
}

INLINE uint64_t sub_borrow(uint64_t a, uint64_t b, uint64_t *borrow) {
    wide_t t = (wide_t)a - b - *borrow;
    *borrow = (uint64_t)(t >> 64) & 1;
    return (uint64_t)t;
}

/* carry:z = a + b c + carry */
INLINE uint64_t mul_add(uint64_t a, uint64_t b, uint64_t c, uint64_t *carry) {
    wide_t t = (wide_t)b * c + a + *carry;
    *carry = (uint64_t)(t >> 64);
    return (uint64_t)t;
}

INLINE bool limbs_below(const uint64_t a[4], const uint64_t m[4]) {
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        (void)sub_borrow(a[i], m[i], &borrow);
    }
    return borrow != 0;
}

/* z = t mod m for t < 2m */
INLINE void limbs_reduce_once(uint64_t z[4], const uint64_t t[4], const uint64_t m[4]) {
    uint64_t s[4], borrow = 0;
    for (int i = 0; i < 4; i++) {
        s[i] = sub_borrow(t[i], m[i], &borrow);
    }
    uint64_t keep = 0 - borrow;
    for (int i = 0; i < 4; i++) {
        z[i] = (t[i] & keep) | (s[i] & ~keep);
    }
}

INLINE void limbs_add_mod(uint64_t z[4], const uint64_t x[4], const uint64_t y[4], const uint64_t m[4]) {
    uint64_t t[4], carry = 0;
    for (int i = 0; i < 4; i++) {
        t[i] = add_carry(x[i], y[i], &carry);
    }
    limbs_reduce_once(z, t, m);
}

INLINE void limbs_sub_mod(uint64_t z[4], const uint64_t x[4], const uint64_t y[4], const uint64_t m[4]) {
    uint64_t t[4], borrow = 0, carry = 0;
    for (int i = 0; i < 4; i++) {
        t[i] = sub_borrow(x[i], y[i], &borrow);
    }
    uint64_t back = 0 - borrow;
    for (int i = 0; i < 4; i++) {
        z[i] = add_carry(t[i], m[i] & back, &carry);
    }
}

/* t = x y */
INLINE void limbs_mul_wide(uint64_t t[8], const uint64_t x[4], const uint64_t y[4]) {
    uint64_t carry = 0;
    for (int j = 0; j < 4; j++) {
        t[j] = mul_add(0, x[j], y[0], &carry);
    }
    t[4] = carry;
    for (int i = 1; i < 4; i++) {
        carry = 0;
        for (int j = 0; j < 4; j++) {
            t[i + j] = mul_add(t[i + j], x[j], y[i], &carry);
        }
        t[i + 4] = carry;
    }
}

/* z = t / 2^256 mod m for t < 2^256 m; inv = -1/m mod 2^64 */
INLINE void limbs_montgomery_reduce(uint64_t z[4], const uint64_t t[8], const uint64_t m[4], uint64_t inv) {
    uint64_t r[8], top = 0;
    for (int i = 0; i < 8; i++) {
        r[i] = t[i];
    }
    for (int i = 0; i < 4; i++) {
        uint64_t k = r[i] * inv, carry = 0;
        for (int j = 0; j < 4; j++) {
            r[i + j] = mul_add(r[i + j], k, m[j], &carry);
        }
        uint64_t c = top;
        r[i + 4] = add_carry(r[i + 4], carry, &c);
        top = c;
    }
    limbs_reduce_once(z, r + 4, m);
}

/* z = x y / 2^256 mod m; the top bits of m are clear, so no step carries out of its word */
INLINE void limbs_montgomery_mul(
    uint64_t z[4], const uint64_t x[4], const uint64_t y[4], const uint64_t m[4], uint64_t inv) {
    uint64_t t[4] = {0, 0, 0, 0};
    for (int i = 0; i < 4; i++) {
        uint64_t a = 0, c = 0;
        uint64_t t0 = mul_add(t[0], x[0], y[i], &a);
        uint64_t k = t0 * inv;
        (void)mul_add(t0, k, m[0], &c);
        for (int j = 1; j < 4; j++) {
            uint64_t tj = mul_add(t[j], x[j], y[i], &a);
            t[j - 1] = mul_add(tj, k, m[j], &c);
        }
        t[3] = a + c;
    }
    limbs_reduce_once(z, t, m);
}

INLINE void limbs_from_bytes(uint64_t z[4], const uint8_t b[32]) {
    for (int i = 0; i < 4; i++) {
        uint64_t v = 0;
        for (int j = 0; j < 8; j++) {
            v = v << 8 | b[8 * (3 - i) + j];
        }
        z[i] = v;
    }
}

INLINE void limbs_to_bytes(uint8_t b[32], const uint64_t z[4]) {
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 8; j++) {
            b[8 * (3 - i) + j] = (uint8_t)(z[i] >> (56 - 8 * j));
        }
    }
}

#endif
