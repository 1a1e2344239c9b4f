/*
 * The optimal ate pairing: G2 points with their lines, a Miller loop over several pairs with shared squarings, and the
 * final exponentiation.
 *
 * A G2 point of a proof must be checked to lie in the subgroup of order r. The loop does it for nothing: it ends at
 * T = [6x + 2]Q + psi(Q) - psi^2(Q), and 6x + 2 + psi - psi^2 + psi^3 is 0 on the subgroup and on no other point of the
 * twist, because its norm shares no factor with the cofactor 2p - r (tests/curve_test.c shows the greatest common
 * divisor). An exceptional case of the incomplete formulas leaves Z = 0 until the end, and Z = 0 is refused.
 */
#ifndef VANTA_BN254_PAIRING_H
#define VANTA_BN254_PAIRING_H

#include "fp12.h"
#include "g1.h"

/* Homogeneous coordinates on the twist: (X/Z, Y/Z). */
typedef struct {
    fp2 x, y, z;
} g2_projective;

static UNUSED bool g2_on_curve(const g2 *q) {
    fp2 left, right;
    fp2_sqr(&left, &q->y);
    fp2_sqr(&right, &q->x);
    fp2_mul(&right, &right, &q->x);
    fp2_add(&right, &right, &TWIST_B);
    return fp2_equal(&left, &right);
}

/* Reads x.im || x.re || y.im || y.re, 32 big-endian bytes each (EIP-197); on the curve, subgroup not yet checked. */
static UNUSED vanta_status g2_from_bytes(g2 *z, const uint8_t b[128]) {
    if (!fp_from_bytes(&z->x.im, b) || !fp_from_bytes(&z->x.re, b + 32) || !fp_from_bytes(&z->y.im, b + 64)
        || !fp_from_bytes(&z->y.re, b + 96)) {
        return VANTA_NOT_CANONICAL;
    }
    if (fp2_is_zero(&z->x) && fp2_is_zero(&z->y)) {
        return VANTA_AT_INFINITY;
    }
    return g2_on_curve(z) ? VANTA_OK : VANTA_NOT_ON_CURVE;
}

INLINE void g2_psi(g2 *z, const g2 *q) {
    fp2 t;
    fp2_conjugate(&t, &q->x);
    fp2_mul(&z->x, &t, &PSI_X);
    fp2_conjugate(&t, &q->y);
    fp2_mul(&z->y, &t, &PSI_Y);
}

/* T = 2T; the tangent at T as c0 y_P + c1 x_P w + c3 w^3 (Costello, Lange, Naehrig, PKC 2010) */
OUTLINE void g2_double_step(g2_projective *t, fp2 *c0, fp2 *c1, fp2 *c3) {
    fp2 a, b, c, e, f, g, h, j, s;
    fp2_mul(&a, &t->x, &t->y);
    fp2_halve(&a, &a);
    fp2_sqr(&b, &t->y);
    fp2_sqr(&c, &t->z);
    fp2_mul(&e, &c, &TWIST_3B);
    fp2_double(&f, &e);
    fp2_add(&f, &f, &e);
    fp2_add(&g, &b, &f);
    fp2_halve(&g, &g);
    fp2_add(&h, &t->y, &t->z);
    fp2_sqr(&h, &h);
    fp2_add(&s, &b, &c);
    fp2_sub(&h, &h, &s);
    fp2_sub(c3, &e, &b);
    fp2_sqr(&j, &t->x);
    fp2_double(c1, &j);
    fp2_add(c1, c1, &j);
    fp2_neg(c0, &h);
    fp2_sub(&s, &b, &f);
    fp2_mul(&t->x, &a, &s);
    fp2_sqr(&g, &g);
    fp2_sqr(&e, &e);
    fp2_double(&s, &e);
    fp2_add(&s, &s, &e);
    fp2_sub(&t->y, &g, &s);
    fp2_mul(&t->z, &b, &h);
}

/* T = T + Q; the chord as c0 y_P + c1 x_P w + c3 w^3 */
OUTLINE void g2_add_step(g2_projective *t, const g2 *q, fp2 *c0, fp2 *c1, fp2 *c3) {
    fp2 o, l, c, d, e, f, g, h, s;
    fp2_mul(&o, &q->y, &t->z);
    fp2_sub(&o, &t->y, &o);
    fp2_mul(&l, &q->x, &t->z);
    fp2_sub(&l, &t->x, &l);
    fp2_sqr(&c, &o);
    fp2_sqr(&d, &l);
    fp2_mul(&e, &l, &d);
    fp2_mul(&f, &t->z, &c);
    fp2_mul(&g, &t->x, &d);
    fp2_add(&h, &e, &f);
    fp2_sub(&h, &h, &g);
    fp2_sub(&h, &h, &g);
    fp2_mul(&t->x, &l, &h);
    fp2_sub(&s, &g, &h);
    fp2_mul(&s, &s, &o);
    fp2_mul(&f, &e, &t->y);
    fp2_sub(&t->y, &s, &f);
    fp2_mul(&t->z, &t->z, &e);
    fp2_mul(&s, &o, &q->x);
    fp2_mul(&f, &l, &q->y);
    fp2_sub(c3, &s, &f);
    *c0 = l;
    fp2_neg(c1, &o);
}

/* A pair whose G2 point comes from a proof. */
typedef struct {
    g1 p;
    g2 q;
} live_pair;

/* A pair whose G2 point is a constant: P enters as x_P/y_P and 1/y_P. */
typedef struct {
    fp x_over_y, inverse_y;
    const line *lines;
} fixed_pair;

INLINE void multiply_live(fp12 *f, const g1 *p, fp2 *c0, fp2 *c1, const fp2 *c3) {
    fp2_mul_fp(c0, c0, &p->y);
    fp2_mul_fp(c1, c1, &p->x);
    fp12_mul_line(f, c0, c1, c3);
}

INLINE void multiply_fixed(fp12 *f, const fixed_pair *fixed, size_t n, size_t index) {
    for (size_t i = 0; i < n; i++) {
        fp2 c1, c3;
        fp2_mul_fp(&c1, &fixed[i].lines[index].c1, &fixed[i].x_over_y);
        fp2_mul_fp(&c3, &fixed[i].lines[index].c3, &fixed[i].inverse_y);
        fp12_mul_unit_line(f, &c1, &c3);
    }
}

/* T = psi^3(Q) negated, T projective and finite */
static UNUSED bool ends_in_subgroup(const g2_projective *t, const g2 *psi2_negated) {
    g2 end;
    fp2 s;
    g2_psi(&end, psi2_negated);
    if (fp2_is_zero(&t->z)) {
        return false;
    }
    fp2_mul(&s, &end.x, &t->z);
    if (!fp2_equal(&s, &t->x)) {
        return false;
    }
    fp2_mul(&s, &end.y, &t->z);
    return fp2_equal(&s, &t->y);
}

/*
 * f = the product of the pairs' Miller loops. t: room for one point per live pair.
 * in_subgroup[i] says whether live[i].q lies in the subgroup; f has a meaning only if all do.
 */
OUTLINE void miller_loop(fp12 *f, const live_pair *live, g2_projective *t, bool *in_subgroup, size_t live_count,
    const fixed_pair *fixed, size_t fixed_count) {
    fp2 c0, c1, c3;
    size_t index = 0;
    fp12_one(f);
    for (size_t i = 0; i < live_count; i++) {
        t[i].x = live[i].q.x;
        t[i].y = live[i].q.y;
        t[i].z.re = FP_ONE;
        t[i].z.im = FP2_ZERO.im;
    }
    for (int digit = ATE_DIGITS - 2; digit >= 0; digit--) {
        if (digit != ATE_DIGITS - 2) {
            fp12_sqr(f, f);
        }
        for (size_t i = 0; i < live_count; i++) {
            g2_double_step(&t[i], &c0, &c1, &c3);
            multiply_live(f, &live[i].p, &c0, &c1, &c3);
        }
        multiply_fixed(f, fixed, fixed_count, index++);
        if (ATE_NAF[digit] == 0) {
            continue;
        }
        for (size_t i = 0; i < live_count; i++) {
            g2 q = live[i].q;
            if (ATE_NAF[digit] < 0) {
                fp2_neg(&q.y, &q.y);
            }
            g2_add_step(&t[i], &q, &c0, &c1, &c3);
            multiply_live(f, &live[i].p, &c0, &c1, &c3);
        }
        multiply_fixed(f, fixed, fixed_count, index++);
    }
    for (size_t i = 0; i < live_count; i++) {
        g2 psi, psi2_negated;
        g2_psi(&psi, &live[i].q);
        g2_add_step(&t[i], &psi, &c0, &c1, &c3);
        multiply_live(f, &live[i].p, &c0, &c1, &c3);
        fp2_mul_fp(&psi2_negated.x, &live[i].q.x, &PSI2_X);
        psi2_negated.y = live[i].q.y;
        g2_add_step(&t[i], &psi2_negated, &c0, &c1, &c3);
        multiply_live(f, &live[i].p, &c0, &c1, &c3);
        in_subgroup[i] = ends_in_subgroup(&t[i], &psi2_negated);
    }
    multiply_fixed(f, fixed, fixed_count, index++);
    multiply_fixed(f, fixed, fixed_count, index);
}

/* f^(2x(6x^2 + 3x + 1) (p^12 - 1)/r) (Fuentes-Castaneda, Knapp, Rodriguez-Henriquez, SAC 2011) */
OUTLINE void final_exponentiation(fp12 *z, const fp12 *f) {
    fp12 r, t, y0, y1, y3, y4, y6, y8, y9;
    fp12_inverse(&t, f);
    fp12_conjugate(&r, f);
    fp12_mul(&r, &r, &t);
    fp12_frobenius2(&t, &r);
    fp12_mul(&r, &r, &t);

    fp12_cyclotomic_power(&y0, &r);
    fp12_conjugate(&y0, &y0);
    fp12_cyclotomic_sqr(&y1, &y0);
    fp12_cyclotomic_sqr(&t, &y1);
    fp12_mul(&y3, &t, &y1);
    fp12_cyclotomic_power(&y4, &y3);
    fp12_conjugate(&y4, &y4);
    fp12_cyclotomic_sqr(&t, &y4);
    fp12_cyclotomic_power(&y6, &t);
    fp12_conjugate(&y3, &y3);
    fp12_mul(&t, &y6, &y4);
    fp12_mul(&y8, &t, &y3);
    fp12_mul(&y9, &y8, &y1);
    fp12_mul(&t, &y8, &y4);
    fp12_mul(&t, &t, &r);
    fp12_frobenius1(&y0, &y9);
    fp12_mul(&t, &t, &y0);
    fp12_frobenius2(&y8, &y8);
    fp12_mul(&t, &t, &y8);
    fp12_conjugate(&r, &r);
    fp12_mul(&y9, &y9, &r);
    fp12_frobenius3(&y9, &y9);
    fp12_mul(z, &t, &y9);
}

#endif
