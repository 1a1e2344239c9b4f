/* Eight elements of Fp2 side by side. */
#ifndef VANTA_BN254_IFMA_FP2_H
#define VANTA_BN254_IFMA_FP2_H

#include "ifma_lanes.h"

/* re + im u, and re + im as an integer: Karatsuba's third factor. */
typedef struct {
    fp8 re, im, sum;
} fp2x8;

INLINE void fp2x8_sum(fp2x8 *z) { fp8_add(&z->sum, &z->re, &z->im); }

OUTLINE void fp2x8_add(fp2x8 *z, const fp2x8 *x, const fp2x8 *y) {
    fp8_add(&z->re, &x->re, &y->re);
    fp8_add(&z->im, &x->im, &y->im);
    fp2x8_sum(z);
}

/* z = x - y; y is below kp */
OUTLINE void fp2x8_sub(fp2x8 *z, const fp2x8 *x, const fp2x8 *y, int k) {
    fp8_sub(&z->re, &x->re, &y->re, k);
    fp8_sub(&z->im, &x->im, &y->im, k);
    fp2x8_sum(z);
}

/* z = -x; x is below kp */
OUTLINE void fp2x8_neg(fp2x8 *z, const fp2x8 *x, int k) {
    fp8_neg(&z->re, &x->re, k);
    fp8_neg(&z->im, &x->im, k);
    fp2x8_sum(z);
}

OUTLINE void fp2x8_times(fp2x8 *z, const fp2x8 *x, int k) {
    fp8_times(&z->re, &x->re, k);
    fp8_times(&z->im, &x->im, k);
    fp2x8_sum(z);
}

/* z = sum of x_i y_i: three products a term, two reductions for all; k as in fp8_reduce */
OUTLINE void fp2x8_dot(fp2x8 *z, const fp2x8 *const *x, const fp2x8 *const *y, size_t n, int k) {
    fp8_columns re, im, cross, sum;
    columns_clear(&re);
    columns_clear(&im);
    for (size_t i = 0; i < n; i++) {
        columns_multiply(&re, &x[i]->re, &y[i]->re);
    }
    for (size_t i = 0; i < n; i++) {
        columns_multiply(&im, &x[i]->im, &y[i]->im);
    }
    columns_add(&sum, &re, &im);
    columns_sub(&re, &re, &im);
    columns_clear(&cross);
    for (size_t i = 0; i < n; i++) {
        columns_multiply(&cross, &x[i]->sum, &y[i]->sum);
    }
    columns_sub(&cross, &cross, &sum);
    /* What is left is the sum of re im' + im re', never negative. */
    BOUND(cross.under = 0, cross.below = 0);
#if defined(VANTA_IFMA_BOUNDS)
    for (size_t i = 0; i < n; i++) {
        cross.below += x[i]->re.below * y[i]->im.below + x[i]->im.below * y[i]->re.below;
    }
#endif
    fp8_reduce(&z->re, &re, k);
    fp8_reduce(&z->im, &cross, 0);
    fp2x8_sum(z);
}

INLINE void fp2x8_mul(fp2x8 *z, const fp2x8 *x, const fp2x8 *y) { fp2x8_dot(z, &x, &y, 1, 1); }

/* z = x y + x' y' */
INLINE void fp2x8_dot2(fp2x8 *z, const fp2x8 *x0, const fp2x8 *y0, const fp2x8 *x1, const fp2x8 *y1, int k) {
    const fp2x8 *const x[2] = {x0, x1}, *const y[2] = {y0, y1};
    fp2x8_dot(z, x, y, 2, k);
}

/* (re + im)(re - im) + 2 re im u; x is below 8p */
OUTLINE void fp2x8_sqr(fp2x8 *z, const fp2x8 *x) {
    fp8 difference;
    fp8_columns re, im;
    fp8_sub(&difference, &x->re, &x->im, 8);
    columns_clear(&re);
    columns_multiply(&re, &x->sum, &difference);
    columns_clear(&im);
    columns_multiply(&im, &x->re, &x->im);
    columns_add(&im, &im, &im);
    fp8_reduce(&z->re, &re, 0);
    fp8_reduce(&z->im, &im, 0);
    fp2x8_sum(z);
}

OUTLINE void fp2x8_mul_fp(fp2x8 *z, const fp2x8 *x, const fp8 *y) {
    fp8_mul(&z->re, &x->re, y);
    fp8_mul(&z->im, &x->im, y);
    fp2x8_sum(z);
}

/* z = (9 + u) x; x is below 4p */
OUTLINE void fp2x8_mul_xi(fp2x8 *z, const fp2x8 *x) {
    fp8 re, im;
    fp8_times(&re, &x->re, 9);
    fp8_times(&im, &x->im, 9);
    fp8_add(&im, &im, &x->re);
    fp8_sub(&z->re, &re, &x->im, 4);
    z->im = im;
    fp2x8_sum(z);
}

/* n elements, each stride bytes after the one before */
INLINE void fp2x8_read(fp2x8 *z, const fp2 *x, size_t stride, size_t n) {
    fp8_read(&z->re, &x->re, stride, n);
    fp8_read(&z->im, &x->im, stride, n);
    fp2x8_sum(z);
}

INLINE void fp2x8_write(fp2 *z, size_t stride, const fp2x8 *x, size_t n) {
    fp8_write(&z->re, stride, &x->re, n);
    fp8_write(&z->im, stride, &x->im, n);
}

#endif
