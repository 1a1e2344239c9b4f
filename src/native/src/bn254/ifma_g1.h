/* Eight points of G1 side by side, each times its weight (weights.h). */
#ifndef VANTA_BN254_IFMA_G1_H
#define VANTA_BN254_IFMA_G1_H

#include "../weights.h"
#include "ifma_lanes.h"

/* Jacobian coordinates: (X/Z^2, Y/Z^3). */
typedef struct {
    fp8 x, y, z;
} g1x8;

/* z = xy - uv; k as in fp8_reduce */
OUTLINE void fp8_mul_minus(fp8 *z, const fp8 *x, const fp8 *y, const fp8 *u, const fp8 *v, int k) {
    fp8_columns t, s;
    columns_clear(&t);
    columns_multiply(&t, x, y);
    columns_clear(&s);
    columns_multiply(&s, u, v);
    columns_sub(&t, &t, &s);
    fp8_reduce(z, &t, k);
}

/* P = 2P; coordinates are below 8p, before and after */
OUTLINE void g1x8_double(g1x8 *p) {
    fp8 a, b, d, e, t;
    fp8_sqr(&a, &p->x);
    fp8_sqr(&b, &p->y);
    fp8_mul(&d, &p->x, &b);
    fp8_times(&d, &d, 4);
    fp8_times(&e, &a, 3);
    fp8_mul(&t, &p->y, &p->z);
    fp8_times(&p->z, &t, 2);
    fp8_times(&b, &b, 2);
    fp8_sqr(&t, &e);
    fp8_sub(&t, &t, &d, 8);
    fp8_sub(&p->x, &t, &d, 8);
    fp8_trim(&p->x);
    fp8_sub(&d, &d, &p->x, 2);
    fp8_times(&t, &b, 2);
    fp8_mul_minus(&p->y, &e, &d, &t, &b, 1);
}

/* P = P + (x, y), neither infinite nor equal nor opposite; x and y below 4p */
OUTLINE void g1x8_add(g1x8 *p, const fp8 *x, const fp8 *y) {
    fp8 zz, h, r, hh, hhh, v, t;
    fp8_sqr(&zz, &p->z);
    fp8_mul(&h, x, &zz);
    fp8_sub(&h, &h, &p->x, 4);
    fp8_mul(&r, &zz, &p->z);
    fp8_mul(&r, &r, y);
    fp8_sub(&r, &r, &p->y, 4);
    fp8_sqr(&hh, &h);
    fp8_mul(&hhh, &h, &hh);
    fp8_mul(&v, &p->x, &hh);
    fp8_mul(&p->z, &p->z, &h);
    fp8_sqr(&t, &r);
    fp8_sub(&t, &t, &hhh, 2);
    fp8_times(&h, &v, 2);
    fp8_sub(&p->x, &t, &h, 4);
    fp8_trim(&p->x);
    fp8_sub(&v, &v, &p->x, 2);
    fp8_mul_minus(&p->y, &r, &v, &p->y, &hhh, 1);
}

/* What a digit's point is made of: x of P, lambda P and lambda^2 P, y of all three; then the same for (1 - lambda)P. */
typedef struct {
    fp8 x[2][3], y[2], minus_y[2];
} g1x8_digits;

/*
 * The points of the digits on the curve where (1 - lambda)P has Z = 1, and P's coordinates are h^2 x, h^3 y with
 * h = x - beta x, which is not zero: a point with x = 0 would have order 3. No formula here depends on the curve's constant.
 */
INLINE void g1x8_prepare(g1x8_digits *z, fp8 *h, const fp8 *x, const fp8 *y) {
    fp8 beta, beta_x, hh, t;
    fp8_read_every(&beta, &GLV_BETA);
    fp8_mul(&beta_x, x, &beta);
    fp8_sub(h, x, &beta_x, 2);
    fp8_sqr(&hh, h);
    fp8_mul(&z->x[0][0], x, &hh);
    fp8_mul(&z->y[0], y, &hh);
    fp8_mul(&z->y[0], &z->y[0], h);
    /* The sum of P and -lambda P: X = (2y)^2 - (x + beta x) h^2, Y = 2y (x h^2 - X) - y h^3 */
    fp8_add(&t, x, &beta_x);
    fp8 twice_y;
    fp8_times(&twice_y, y, 2);
    fp8_mul_minus(&z->x[1][0], &twice_y, &twice_y, &t, &hh, 1);
    fp8_sub(&t, &z->x[0][0], &z->x[1][0], 4);
    fp8_mul(&t, &t, &twice_y);
    fp8_sub(&z->y[1], &t, &z->y[0], 2);
    for (int i = 0; i < 2; i++) {
        fp8_mul(&z->x[i][1], &z->x[i][0], &beta);
        fp8_mul(&z->x[i][2], &z->x[i][1], &beta);
        fp8_neg(&z->minus_y[i], &z->y[i], 4);
    }
}

INLINE void fp8_choose(fp8 *z, __mmask8 where, const fp8 *x) {
    UNROLL for (int i = 0; i < LIMBS; i++) {
        z->l[i] = _mm512_mask_mov_epi64(z->l[i], where, x->l[i]);
    }
    BOUND(z->below = x->below > z->below ? x->below : z->below);
}

/* The points of eight digits. */
INLINE void g1x8_digit(fp8 *x, fp8 *y, const g1x8_digits *table, const uint8_t digit[LANES]) {
    __mmask8 power[3] = {0, 0, 0}, times = 0, negative = 0;
    for (int lane = 0; lane < LANES; lane++) {
        power[WEIGHT_POWER_OF_LAMBDA(digit[lane])] |= (__mmask8)(1 << lane);
        times |= (__mmask8)(WEIGHT_TIMES_ONE_MINUS_LAMBDA(digit[lane]) << lane);
        negative |= (__mmask8)(WEIGHT_NEGATIVE(digit[lane]) << lane);
    }
    *x = table->x[0][0];
    fp8_choose(x, power[1], &table->x[0][1]);
    fp8_choose(x, power[2], &table->x[0][2]);
    for (int i = 0; i < 3; i++) {
        fp8_choose(x, power[i] & times, &table->x[1][i]);
    }
    *y = table->y[0];
    fp8_choose(y, negative, &table->minus_y[0]);
    fp8_choose(y, times, &table->y[1]);
    fp8_choose(y, times & negative, &table->minus_y[1]);
}

/* P = w P, the digits of w from the highest; digit[i] has one digit for each lane */
OUTLINE void g1x8_multiple(g1x8 *z, const fp8 *x, const fp8 *y, const uint8_t (*digit)[LANES]) {
    g1x8_digits table;
    fp8 h, px, py;
    g1x8_prepare(&table, &h, x, y);
    g1x8_digit(&z->x, &z->y, &table, digit[0]);
    fp8_read_every(&z->z, &FP_ONE);
    for (int i = 1; i < WEIGHT_DIGITS; i++) {
        g1x8_double(z);
        g1x8_double(z);
        g1x8_digit(&px, &py, &table, digit[i]);
        g1x8_add(z, &px, &py);
    }
    /* Back to the curve P came from. */
    fp8_mul(&z->z, &z->z, &h);
}

#endif
