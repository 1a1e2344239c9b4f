/* Fp2 = Fp[u]/(u^2 + 1). */
#ifndef VANTA_BN254_FP2_H
#define VANTA_BN254_FP2_H

#include "fp.h"

INLINE void fp2_add(fp2 *z, const fp2 *x, const fp2 *y) {
    fp_add(&z->re, &x->re, &y->re);
    fp_add(&z->im, &x->im, &y->im);
}

INLINE void fp2_sub(fp2 *z, const fp2 *x, const fp2 *y) {
    fp_sub(&z->re, &x->re, &y->re);
    fp_sub(&z->im, &x->im, &y->im);
}

INLINE void fp2_double(fp2 *z, const fp2 *x) { fp2_add(z, x, x); }

INLINE void fp2_neg(fp2 *z, const fp2 *x) {
    fp_neg(&z->re, &x->re);
    fp_neg(&z->im, &x->im);
}

INLINE void fp2_conjugate(fp2 *z, const fp2 *x) {
    z->re = x->re;
    fp_neg(&z->im, &x->im);
}

INLINE void fp2_halve(fp2 *z, const fp2 *x) {
    fp_halve(&z->re, &x->re);
    fp_halve(&z->im, &x->im);
}

INLINE bool fp2_is_zero(const fp2 *x) { return fp_is_zero(&x->re) && fp_is_zero(&x->im); }

INLINE bool fp2_equal(const fp2 *x, const fp2 *y) { return fp_equal(&x->re, &y->re) && fp_equal(&x->im, &y->im); }

/* Three products, two reductions: the sums stay below 2p, so each difference stays below 2^256 p. */
OUTLINE void fp2_mul(fp2 *z, const fp2 *x, const fp2 *y) {
    fp_wide re, im, cross;
    fp sx, sy;
    fp_add_lazy(&sx, &x->re, &x->im);
    fp_add_lazy(&sy, &y->re, &y->im);
    fp_mul_wide(&re, &x->re, &y->re);
    fp_mul_wide(&im, &x->im, &y->im);
    fp_mul_wide(&cross, &sx, &sy);
    fp_wide_sub(&cross, &cross, &re);
    fp_wide_sub(&cross, &cross, &im);
    fp_wide_sub_mod(&re, &re, &im);
    fp_reduce(&z->re, &re);
    fp_reduce(&z->im, &cross);
}

/* (re + im)(re - im) + 2 re im u */
OUTLINE void fp2_sqr(fp2 *z, const fp2 *x) {
    fp sum, difference, product;
    fp_add(&sum, &x->re, &x->im);
    fp_sub(&difference, &x->re, &x->im);
    fp_mul(&product, &x->re, &x->im);
    fp_mul(&z->re, &sum, &difference);
    fp_double(&z->im, &product);
}

OUTLINE void fp2_mul_fp(fp2 *z, const fp2 *x, const fp *y) {
    fp_mul(&z->re, &x->re, y);
    fp_mul(&z->im, &x->im, y);
}

/* z = (9 + u) x */
OUTLINE void fp2_mul_xi(fp2 *z, const fp2 *x) {
    fp re, negated;
    fp_neg(&negated, &x->im);
    fp_nine_times_plus(&re, &x->re, &negated);
    fp_nine_times_plus(&z->im, &x->im, &x->re);
    z->re = re;
}

OUTLINE void fp2_inverse(fp2 *z, const fp2 *x) {
    fp norm, t;
    fp_sqr(&norm, &x->re);
    fp_sqr(&t, &x->im);
    fp_add(&norm, &norm, &t);
    fp_inverse(&norm, &norm);
    fp_mul(&z->re, &x->re, &norm);
    fp_mul(&t, &x->im, &norm);
    fp_neg(&z->im, &t);
}

static const fp2 FP2_ZERO UNUSED = {{{0, 0, 0, 0}}, {{0, 0, 0, 0}}};

#endif
