/*
 * The steps of the Miller loop (pairing.h) for eight pairs side by side: without halves, with points and lines up to a factor
 * of Fp, which the final exponentiation takes away.
 */
#ifndef VANTA_BN254_IFMA_MILLER_H
#define VANTA_BN254_IFMA_MILLER_H

#include "ifma_fp12.h"
#include "ifma_g1.h"
#include "pairing.h"

/* Eight pairs. P = (X/Z^2, Y/Z^3) enters the lines as XZ, Y and Z^3. */
typedef struct {
    fp2x8 tx, ty, tz;
    fp2x8 qx, qy, qy_negated;
    fp8 xz_negated, y, zzz;
} pairs_x8;

INLINE void pairs_x8_read(pairs_x8 *z, const g1_jacobian *p, const g2 *q, size_t n) {
    fp8 x;
    fp2x8_read(&z->qx, &q->x, sizeof *q, n);
    fp2x8_read(&z->qy, &q->y, sizeof *q, n);
    fp2x8_neg(&z->qy_negated, &z->qy, 2);
    z->tx = z->qx;
    z->ty = z->qy;
    fp8_read_every(&z->tz.re, &FP_ONE);
    fp8_zero(&z->tz.im);
    fp2x8_sum(&z->tz);
    fp8_read(&x, &p->x, sizeof *p, n);
    fp8_read(&z->y, &p->y, sizeof *p, n);
    fp8_read(&z->zzz, &p->z, sizeof *p, n);
    fp8_mul(&x, &x, &z->zzz);
    fp8_neg(&z->xz_negated, &x, 2);
    fp8_mul(&x, &z->zzz, &z->zzz);
    fp8_mul(&z->zzz, &x, &z->zzz);
}

INLINE void line_x8_at(line_x8 *z, const fp2x8 *c0, const fp2x8 *minus_c1, const fp2x8 *c3, const pairs_x8 *s) {
    fp2x8_mul_fp(&z->c0, c0, &s->y);
    fp2x8_mul_fp(&z->c1, minus_c1, &s->xz_negated);
    fp2x8_mul_fp(&z->c3, c3, &s->zzz);
}

/* T = 2T and the tangent's line: g2_double_step with coordinates four times as large */
OUTLINE void pairs_x8_double(line_x8 *chord, pairs_x8 *s, const fp2x8 *twist_3b) {
    fp2x8 xy, b, e, f, g, h, j, t;
    fp2x8_mul(&xy, &s->tx, &s->ty);
    fp2x8_sqr(&b, &s->ty);
    fp2x8_mul(&h, &s->ty, &s->tz);
    fp2x8_times(&h, &h, 2);
    fp2x8_sqr(&e, &s->tz);
    fp2x8_mul(&e, &e, twist_3b);
    fp2x8_times(&f, &e, 3);
    fp2x8_sqr(&j, &s->tx);
    fp2x8_times(&j, &j, 3);
    fp2x8_sub(&t, &b, &e, 4);
    line_x8_at(chord, &h, &j, &t, s);

    fp2x8_sub(&t, &b, &f, 16);
    fp2x8_mul(&s->tx, &xy, &t);
    fp2x8_times(&s->tx, &s->tx, 2);
    /* (b + f)^2 - 2e 6e */
    fp2x8_add(&g, &b, &f);
    fp2x8_times(&f, &f, 2);
    fp2x8_neg(&f, &f, 32);
    fp2x8_times(&e, &e, 2);
    fp2x8_dot2(&s->ty, &g, &g, &e, &f, 2);
    fp2x8_times(&b, &b, 4);
    fp2x8_mul(&s->tz, &b, &h);
}

/* T = T + Q and the chord's line */
OUTLINE void pairs_x8_add(line_x8 *chord, pairs_x8 *s, const fp2x8 *qx, const fp2x8 *qy, const fp2x8 *qy_negated) {
    fp2x8 o, l, d, e, f, g, h, t;
    fp2x8_mul(&o, qy, &s->tz);
    fp2x8_sub(&o, &s->ty, &o, 4);
    fp2x8_mul(&l, qx, &s->tz);
    fp2x8_sub(&l, &s->tx, &l, 4);
    fp2x8_dot2(&t, &o, qx, &l, qy_negated, 2);
    line_x8_at(chord, &l, &o, &t, s);

    fp2x8_mul(&d, &l, &l);
    fp2x8_mul(&e, &l, &d);
    fp2x8_mul(&f, &o, &o);
    fp2x8_mul(&f, &s->tz, &f);
    fp2x8_mul(&g, &s->tx, &d);
    fp2x8_add(&h, &e, &f);
    fp2x8_times(&t, &g, 2);
    fp2x8_sub(&h, &h, &t, 8);
    fp2x8_mul(&s->tx, &l, &h);
    fp2x8_sub(&h, &g, &h, 16);
    fp2x8_neg(&t, &s->ty, 8);
    fp2x8_dot2(&s->ty, &h, &o, &e, &t, 2);
    fp2x8_mul(&s->tz, &s->tz, &e);
}

/* Q becomes psi(Q). */
OUTLINE void pairs_x8_psi(pairs_x8 *s) {
    fp2x8 factor;
    fp2x8_read(&factor, &PSI_X, 0, LANES);
    fp8_neg(&s->qx.im, &s->qx.im, 2);
    fp2x8_sum(&s->qx);
    fp2x8_mul(&s->qx, &s->qx, &factor);
    fp2x8_read(&factor, &PSI_Y, 0, LANES);
    fp8_neg(&s->qy.im, &s->qy.im, 2);
    fp2x8_sum(&s->qy);
    fp2x8_mul(&s->qy, &s->qy, &factor);
    fp2x8_neg(&s->qy_negated, &s->qy, 4);
}

/* The line of lanes without a pair is one. */
OUTLINE void line_x8_keep(line_x8 *chord, __mmask8 lanes) {
    fp8 one, zero;
    fp8_zero(&zero);
    fp8_read_every(&one, &FP_ONE);
    fp2x8 *const to[3] = {&chord->c0, &chord->c1, &chord->c3};
    for (int i = 0; i < 3; i++) {
        fp8_choose(&to[i]->re, (__mmask8)~lanes, i == 0 ? &one : &zero);
        fp8_choose(&to[i]->im, (__mmask8)~lanes, &zero);
        fp2x8_sum(to[i]);
    }
}

/* The constant pairs, one to a lane, as multiples of 2^264: what they multiply comes with 2^256. */
typedef struct {
    const line *lines[LANES];
    size_t count;
    fp8 x_over_y, inverse_y;
} fixed_x8;

INLINE void fixed_x8_read(fixed_x8 *z, const fixed_pair *fixed, size_t count) {
    fp8_read(&z->x_over_y, &fixed->x_over_y, sizeof *fixed, count);
    fp8_enter(&z->x_over_y);
    fp8_read(&z->inverse_y, &fixed->inverse_y, sizeof *fixed, count);
    fp8_enter(&z->inverse_y);
    for (size_t i = 0; i < count; i++) {
        z->lines[i] = fixed[i].lines;
    }
    z->count = count;
}

OUTLINE void fixed_x8_line(line_x8 *z, const fixed_x8 *fixed, size_t index) {
    fp8_lanes lanes[4];
    fp8 c[4];
    memset(lanes, 0, sizeof lanes);
    for (size_t i = 0; i < fixed->count; i++) {
        const line *at = &fixed->lines[i][index];
        lanes_set(&lanes[0], i, &at->c1.re);
        lanes_set(&lanes[1], i, &at->c1.im);
        lanes_set(&lanes[2], i, &at->c3.re);
        lanes_set(&lanes[3], i, &at->c3.im);
    }
    for (int i = 0; i < 4; i++) {
        fp8_load(&c[i], &lanes[i]);
    }
    fp8_read_every(&z->c0.re, &FP_ONE);
    fp8_zero(&z->c0.im);
    fp8_mul(&z->c1.re, &c[0], &fixed->x_over_y);
    fp8_mul(&z->c1.im, &c[1], &fixed->x_over_y);
    fp8_mul(&z->c3.re, &c[2], &fixed->inverse_y);
    fp8_mul(&z->c3.im, &c[3], &fixed->inverse_y);
    fp2x8_sum(&z->c0);
    fp2x8_sum(&z->c1);
    fp2x8_sum(&z->c3);
}

#endif
