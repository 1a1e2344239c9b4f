/* G1: y^2 = x^3 + 3 over Fp, of prime order r, so every point on the curve belongs to it. */
#ifndef VANTA_BN254_G1_H
#define VANTA_BN254_G1_H

#include "fp.h"
#include "vanta_status.h"

static UNUSED bool g1_on_curve(const g1 *p) {
    fp left, right;
    fp_sqr(&left, &p->y);
    fp_sqr(&right, &p->x);
    fp_mul(&right, &right, &p->x);
    fp_add(&right, &right, &FP_B);
    return fp_equal(&left, &right);
}

INLINE void g1_neg(g1 *z, const g1 *p) {
    z->x = p->x;
    fp_neg(&z->y, &p->y);
}

INLINE void g1_set_infinity(g1_jacobian *z) {
    static const fp zero = {{0, 0, 0, 0}};
    z->x = FP_ONE;
    z->y = FP_ONE;
    z->z = zero;
}

INLINE bool g1_is_infinity(const g1_jacobian *p) { return fp_is_zero(&p->z); }

INLINE void g1_from_affine(g1_jacobian *z, const g1 *p) {
    z->x = p->x;
    z->y = p->y;
    z->z = FP_ONE;
}

/* dbl-2009-l of the Explicit-Formulas Database; infinity stays infinity */
OUTLINE void g1_double(g1_jacobian *z, const g1_jacobian *p) {
    fp a, b, c, d, e, f, t;
    fp_sqr(&a, &p->x);
    fp_sqr(&b, &p->y);
    fp_sqr(&c, &b);
    fp_add(&d, &p->x, &b);
    fp_sqr(&d, &d);
    fp_sub(&d, &d, &a);
    fp_sub(&d, &d, &c);
    fp_double(&d, &d);
    fp_double(&e, &a);
    fp_add(&e, &e, &a);
    fp_sqr(&f, &e);
    fp_mul(&t, &p->y, &p->z);
    fp_double(&z->z, &t);
    fp_double(&t, &d);
    fp_sub(&z->x, &f, &t);
    fp_sub(&t, &d, &z->x);
    fp_mul(&t, &e, &t);
    fp_double(&c, &c);
    fp_double(&c, &c);
    fp_double(&c, &c);
    fp_sub(&z->y, &t, &c);
}

/* The part of an addition both forms share: H = U2 - U1, R = S2 - S1 with (U1, S1) the first point scaled. */
INLINE void g1_add_tail(g1_jacobian *z, const fp *u1, const fp *s1, const fp *h, const fp *r, const fp *z1z2) {
    fp hh, hhh, v, t;
    fp_sqr(&hh, h);
    fp_mul(&hhh, h, &hh);
    fp_mul(&v, u1, &hh);
    fp_mul(&z->z, z1z2, h);
    fp_sqr(&t, r);
    fp_sub(&t, &t, &hhh);
    fp_sub(&t, &t, &v);
    fp_sub(&z->x, &t, &v);
    fp_sub(&v, &v, &z->x);
    fp_mul(&v, &v, r);
    fp_mul(&hhh, &hhh, s1);
    fp_sub(&z->y, &v, &hhh);
}

/* z = p + q, every case included */
OUTLINE void g1_add_affine(g1_jacobian *z, const g1_jacobian *p, const g1 *q) {
    if (g1_is_infinity(p)) {
        g1_from_affine(z, q);
        return;
    }
    fp zz, h, r, x1 = p->x, y1 = p->y, z1 = p->z;
    fp_sqr(&zz, &z1);
    fp_mul(&h, &q->x, &zz);
    fp_sub(&h, &h, &x1);
    fp_mul(&r, &zz, &z1);
    fp_mul(&r, &r, &q->y);
    fp_sub(&r, &r, &y1);
    if (fp_is_zero(&h)) {
        if (fp_is_zero(&r)) {
            g1_double(z, p);
        } else {
            g1_set_infinity(z);
        }
        return;
    }
    g1_add_tail(z, &x1, &y1, &h, &r, &z1);
}

/* z = p + q, every case included */
OUTLINE void g1_add(g1_jacobian *z, const g1_jacobian *p, const g1_jacobian *q) {
    if (g1_is_infinity(p)) {
        *z = *q;
        return;
    }
    if (g1_is_infinity(q)) {
        *z = *p;
        return;
    }
    fp zz1, zz2, u1, s1, h, r, zz;
    fp_sqr(&zz1, &p->z);
    fp_sqr(&zz2, &q->z);
    fp_mul(&u1, &p->x, &zz2);
    fp_mul(&h, &q->x, &zz1);
    fp_sub(&h, &h, &u1);
    fp_mul(&s1, &p->y, &q->z);
    fp_mul(&s1, &s1, &zz2);
    fp_mul(&r, &q->y, &p->z);
    fp_mul(&r, &r, &zz1);
    fp_sub(&r, &r, &s1);
    if (fp_is_zero(&h)) {
        if (fp_is_zero(&r)) {
            g1_double(z, p);
        } else {
            g1_set_infinity(z);
        }
        return;
    }
    fp_mul(&zz, &p->z, &q->z);
    g1_add_tail(z, &u1, &s1, &h, &r, &zz);
}

/* Inverts n values at the price of one inversion; none may be zero. product has room for n. */
OUTLINE void fp_inverse_all(fp *x, fp *product, size_t n) {
    if (n == 0) {
        return;
    }
    product[0] = x[0];
    for (size_t i = 1; i < n; i++) {
        fp_mul(&product[i], &product[i - 1], &x[i]);
    }
    fp inverse, t;
    fp_inverse(&inverse, &product[n - 1]);
    for (size_t i = n - 1; i > 0; i--) {
        fp_mul(&t, &inverse, &product[i - 1]);
        fp_mul(&inverse, &inverse, &x[i]);
        x[i] = t;
    }
    x[0] = inverse;
}

/* Affine coordinates from Jacobian ones and 1/Z. */
INLINE void g1_scale(g1 *z, const g1_jacobian *p, const fp *inverse_z) {
    fp zz;
    fp_sqr(&zz, inverse_z);
    fp_mul(&z->x, &p->x, &zz);
    fp_mul(&zz, &zz, inverse_z);
    fp_mul(&z->y, &p->y, &zz);
}

/* False for infinity. */
static UNUSED bool g1_to_affine(g1 *z, const g1_jacobian *p) {
    if (g1_is_infinity(p)) {
        return false;
    }
    fp inverse;
    fp_inverse(&inverse, &p->z);
    g1_scale(z, p, &inverse);
    return true;
}

/* z += k K for k < 2^(7 * 37), by the comb table of K; 37 doublings are shared by the n scalars. */
OUTLINE void g1_comb(g1_jacobian *z, const comb *const *table, const uint64_t (*k)[4], size_t n) {
    g1_jacobian t;
    g1_set_infinity(&t);
    for (int column = COMB_SPACING - 1; column >= 0; column--) {
        g1_double(&t, &t);
        for (size_t i = 0; i < n; i++) {
            unsigned teeth = 0;
            for (int tooth = 0; tooth < COMB_TEETH; tooth++) {
                int bit = column + COMB_SPACING * tooth;
                if (bit < 256) {
                    teeth |= (unsigned)(k[i][bit / 64] >> (bit % 64) & 1) << tooth;
                }
            }
            if (teeth != 0) {
                g1_add_affine(&t, &t, &table[i]->multiple[teeth - 1]);
            }
        }
    }
    g1_add(z, z, &t);
}

/* Reads x || y, 32 big-endian bytes each. */
static UNUSED vanta_status g1_from_bytes(g1 *z, const uint8_t b[64]) {
    if (!fp_from_bytes(&z->x, b) || !fp_from_bytes(&z->y, b + 32)) {
        return VANTA_NOT_CANONICAL;
    }
    if (fp_is_zero(&z->x) && fp_is_zero(&z->y)) {
        return VANTA_AT_INFINITY;
    }
    return g1_on_curve(z) ? VANTA_OK : VANTA_NOT_ON_CURVE;
}

static UNUSED void g1_to_bytes(uint8_t b[64], const g1 *p) {
    fp_to_bytes(b, &p->x);
    fp_to_bytes(b + 32, &p->y);
}

#endif
