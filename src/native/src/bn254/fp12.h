/* Fp6 = Fp2[v]/(v^3 - (9 + u)) and Fp12 = Fp6[w]/(w^2 - v), the target of the pairing. */
#ifndef VANTA_BN254_FP12_H
#define VANTA_BN254_FP12_H

#include "fp2.h"

OUTLINE void fp6_add(fp6 *z, const fp6 *x, const fp6 *y) {
    fp2_add(&z->a, &x->a, &y->a);
    fp2_add(&z->b, &x->b, &y->b);
    fp2_add(&z->c, &x->c, &y->c);
}

OUTLINE void fp6_sub(fp6 *z, const fp6 *x, const fp6 *y) {
    fp2_sub(&z->a, &x->a, &y->a);
    fp2_sub(&z->b, &x->b, &y->b);
    fp2_sub(&z->c, &x->c, &y->c);
}

OUTLINE void fp6_neg(fp6 *z, const fp6 *x) {
    fp2_neg(&z->a, &x->a);
    fp2_neg(&z->b, &x->b);
    fp2_neg(&z->c, &x->c);
}

/* z = v x */
OUTLINE void fp6_mul_v(fp6 *z, const fp6 *x) {
    fp2 t = x->c;
    z->c = x->b;
    z->b = x->a;
    fp2_mul_xi(&z->a, &t);
}

OUTLINE void fp6_mul(fp6 *z, const fp6 *x, const fp6 *y) {
    fp2 aa, bb, cc, s, t, bc, ab, ac;
    fp2_mul(&aa, &x->a, &y->a);
    fp2_mul(&bb, &x->b, &y->b);
    fp2_mul(&cc, &x->c, &y->c);

    fp2_add(&s, &x->b, &x->c);
    fp2_add(&t, &y->b, &y->c);
    fp2_mul(&bc, &s, &t);
    fp2_sub(&bc, &bc, &bb);
    fp2_sub(&bc, &bc, &cc);

    fp2_add(&s, &x->a, &x->b);
    fp2_add(&t, &y->a, &y->b);
    fp2_mul(&ab, &s, &t);
    fp2_sub(&ab, &ab, &aa);
    fp2_sub(&ab, &ab, &bb);

    fp2_add(&s, &x->a, &x->c);
    fp2_add(&t, &y->a, &y->c);
    fp2_mul(&ac, &s, &t);
    fp2_sub(&ac, &ac, &aa);
    fp2_sub(&ac, &ac, &cc);

    fp2_mul_xi(&s, &bc);
    fp2_add(&z->a, &aa, &s);
    fp2_mul_xi(&s, &cc);
    fp2_add(&z->b, &ab, &s);
    fp2_add(&z->c, &ac, &bb);
}

/* z = x (p + q v) */
OUTLINE void fp6_mul_two(fp6 *z, const fp6 *x, const fp2 *p, const fp2 *q) {
    fp2 ap, bq, s, t, cq, ab, c;
    fp2_mul(&ap, &x->a, p);
    fp2_mul(&bq, &x->b, q);
    fp2_mul(&cq, &x->c, q);
    fp2_mul(&c, &x->c, p);
    fp2_add(&s, &x->a, &x->b);
    fp2_add(&t, p, q);
    fp2_mul(&ab, &s, &t);
    fp2_sub(&ab, &ab, &ap);
    fp2_sub(&ab, &ab, &bq);
    fp2_mul_xi(&s, &cq);
    fp2_add(&z->a, &ap, &s);
    z->b = ab;
    fp2_add(&z->c, &c, &bq);
}

OUTLINE void fp6_mul_fp2(fp6 *z, const fp6 *x, const fp2 *y) {
    fp2_mul(&z->a, &x->a, y);
    fp2_mul(&z->b, &x->b, y);
    fp2_mul(&z->c, &x->c, y);
}

OUTLINE void fp6_inverse(fp6 *z, const fp6 *x) {
    fp2 a, b, c, s, t;
    fp2_sqr(&a, &x->a);
    fp2_mul(&t, &x->b, &x->c);
    fp2_mul_xi(&t, &t);
    fp2_sub(&a, &a, &t);

    fp2_sqr(&b, &x->c);
    fp2_mul_xi(&b, &b);
    fp2_mul(&t, &x->a, &x->b);
    fp2_sub(&b, &b, &t);

    fp2_sqr(&c, &x->b);
    fp2_mul(&t, &x->a, &x->c);
    fp2_sub(&c, &c, &t);

    fp2_mul(&s, &x->c, &b);
    fp2_mul(&t, &x->b, &c);
    fp2_add(&s, &s, &t);
    fp2_mul_xi(&s, &s);
    fp2_mul(&t, &x->a, &a);
    fp2_add(&s, &s, &t);
    fp2_inverse(&s, &s);
    fp2_mul(&z->a, &a, &s);
    fp2_mul(&z->b, &b, &s);
    fp2_mul(&z->c, &c, &s);
}

static UNUSED void fp12_one(fp12 *z) {
    fp12 one = {{{FP_ONE, {{0, 0, 0, 0}}}, {{{0}}, {{0}}}, {{{0}}, {{0}}}}, {{{{0}}, {{0}}}, {{{0}}, {{0}}}, {{{0}}, {{0}}}}};
    *z = one;
}

static UNUSED bool fp12_equal(const fp12 *x, const fp12 *y) {
    return fp2_equal(&x->a.a, &y->a.a) && fp2_equal(&x->a.b, &y->a.b) && fp2_equal(&x->a.c, &y->a.c)
           && fp2_equal(&x->b.a, &y->b.a) && fp2_equal(&x->b.b, &y->b.b) && fp2_equal(&x->b.c, &y->b.c);
}

OUTLINE void fp12_mul(fp12 *z, const fp12 *x, const fp12 *y) {
    fp6 aa, bb, s, t;
    fp6_mul(&aa, &x->a, &y->a);
    fp6_mul(&bb, &x->b, &y->b);
    fp6_add(&s, &x->a, &x->b);
    fp6_add(&t, &y->a, &y->b);
    fp6_mul(&s, &s, &t);
    fp6_sub(&s, &s, &aa);
    fp6_sub(&z->b, &s, &bb);
    fp6_mul_v(&bb, &bb);
    fp6_add(&z->a, &aa, &bb);
}

/* (a + b)(a + v b) - ab - v ab, 2ab */
OUTLINE void fp12_sqr(fp12 *z, const fp12 *x) {
    fp6 ab, s, t;
    fp6_mul(&ab, &x->a, &x->b);
    fp6_add(&s, &x->a, &x->b);
    fp6_mul_v(&t, &x->b);
    fp6_add(&t, &t, &x->a);
    fp6_mul(&s, &s, &t);
    fp6_sub(&s, &s, &ab);
    fp6_mul_v(&t, &ab);
    fp6_sub(&z->a, &s, &t);
    fp6_add(&z->b, &ab, &ab);
}

/* z *= c0 + c1 w + c3 w^3 */
OUTLINE void fp12_mul_line(fp12 *z, const fp2 *c0, const fp2 *c1, const fp2 *c3) {
    fp6 aa, bb, s;
    fp2 t;
    fp6_mul_fp2(&aa, &z->a, c0);
    fp6_mul_two(&bb, &z->b, c1, c3);
    fp6_add(&s, &z->a, &z->b);
    fp2_add(&t, c0, c1);
    fp6_mul_two(&s, &s, &t, c3);
    fp6_sub(&s, &s, &aa);
    fp6_sub(&z->b, &s, &bb);
    fp6_mul_v(&bb, &bb);
    fp6_add(&z->a, &aa, &bb);
}

/* z *= 1 + c1 w + c3 w^3 */
OUTLINE void fp12_mul_unit_line(fp12 *z, const fp2 *c1, const fp2 *c3) {
    fp6 s, t;
    fp6_mul_two(&s, &z->b, c1, c3);
    fp6_mul_v(&s, &s);
    fp6_mul_two(&t, &z->a, c1, c3);
    fp6_add(&z->a, &z->a, &s);
    fp6_add(&z->b, &z->b, &t);
}

/* The inverse of an element of the cyclotomic subgroup. */
static UNUSED void fp12_conjugate(fp12 *z, const fp12 *x) {
    z->a = x->a;
    fp6_neg(&z->b, &x->b);
}

OUTLINE void fp12_inverse(fp12 *z, const fp12 *x) {
    fp6 s, t;
    fp6_mul(&s, &x->a, &x->a);
    fp6_mul(&t, &x->b, &x->b);
    fp6_mul_v(&t, &t);
    fp6_sub(&s, &s, &t);
    fp6_inverse(&s, &s);
    fp6_mul(&z->a, &x->a, &s);
    fp6_mul(&t, &x->b, &s);
    fp6_neg(&z->b, &t);
}

/* x^p: the coefficient of w^i is conjugated and multiplied by FROB1[i - 1]. */
OUTLINE void fp12_frobenius1(fp12 *z, const fp12 *x) {
    fp2 t;
    fp2_conjugate(&z->a.a, &x->a.a);
    fp2_conjugate(&t, &x->b.a);
    fp2_mul(&z->b.a, &t, &FROB1[0]);
    fp2_conjugate(&t, &x->a.b);
    fp2_mul(&z->a.b, &t, &FROB1[1]);
    fp2_conjugate(&t, &x->b.b);
    fp2_mul(&z->b.b, &t, &FROB1[2]);
    fp2_conjugate(&t, &x->a.c);
    fp2_mul(&z->a.c, &t, &FROB1[3]);
    fp2_conjugate(&t, &x->b.c);
    fp2_mul(&z->b.c, &t, &FROB1[4]);
}

OUTLINE void fp12_frobenius2(fp12 *z, const fp12 *x) {
    z->a.a = x->a.a;
    fp2_mul_fp(&z->b.a, &x->b.a, &FROB2[0]);
    fp2_mul_fp(&z->a.b, &x->a.b, &FROB2[1]);
    fp2_mul_fp(&z->b.b, &x->b.b, &FROB2[2]);
    fp2_mul_fp(&z->a.c, &x->a.c, &FROB2[3]);
    fp2_mul_fp(&z->b.c, &x->b.c, &FROB2[4]);
}

OUTLINE void fp12_frobenius3(fp12 *z, const fp12 *x) {
    fp2 t;
    fp2_conjugate(&z->a.a, &x->a.a);
    fp2_conjugate(&t, &x->b.a);
    fp2_mul(&z->b.a, &t, &FROB3[0]);
    fp2_conjugate(&t, &x->a.b);
    fp2_mul(&z->a.b, &t, &FROB3[1]);
    fp2_conjugate(&t, &x->b.b);
    fp2_mul(&z->b.b, &t, &FROB3[2]);
    fp2_conjugate(&t, &x->a.c);
    fp2_mul(&z->a.c, &t, &FROB3[3]);
    fp2_conjugate(&t, &x->b.c);
    fp2_mul(&z->b.c, &t, &FROB3[4]);
}

/* (p + q s)^2 with s^2 = 9 + u: square = p^2 + (9 + u) q^2, twice = 2pq. */
OUTLINE void fp4_sqr(fp2 *square, fp2 *twice, const fp2 *p, const fp2 *q) {
    fp2 product, s, t;
    fp2_mul(&product, p, q);
    fp2_add(&s, p, q);
    fp2_mul_xi(&t, q);
    fp2_add(&t, &t, p);
    fp2_mul(&s, &s, &t);
    fp2_sub(&s, &s, &product);
    fp2_mul_xi(&t, &product);
    fp2_sub(square, &s, &t);
    fp2_double(twice, &product);
}

/* z = 3t - 2x */
OUTLINE void cyclotomic_minus(fp2 *z, const fp2 *t, const fp2 *x) {
    fp2 d;
    fp2_sub(&d, t, x);
    fp2_double(&d, &d);
    fp2_add(z, &d, t);
}

/* z = 3t + 2x */
OUTLINE void cyclotomic_plus(fp2 *z, const fp2 *t, const fp2 *x) {
    fp2 d;
    fp2_add(&d, t, x);
    fp2_double(&d, &d);
    fp2_add(z, &d, t);
}

/* Squaring in the cyclotomic subgroup (Granger and Scott, PKC 2010). */
OUTLINE void fp12_cyclotomic_sqr(fp12 *z, const fp12 *x) {
    fp2 t0, t1, t2, t3, t4, t5;
    fp4_sqr(&t0, &t1, &x->a.a, &x->b.b);
    fp4_sqr(&t2, &t3, &x->b.a, &x->a.c);
    fp4_sqr(&t4, &t5, &x->a.b, &x->b.c);
    cyclotomic_minus(&z->a.a, &t0, &x->a.a);
    cyclotomic_plus(&z->b.b, &t1, &x->b.b);
    fp2_mul_xi(&t5, &t5);
    cyclotomic_plus(&z->b.a, &t5, &x->b.a);
    cyclotomic_minus(&z->a.c, &t4, &x->a.c);
    cyclotomic_minus(&z->a.b, &t2, &x->a.b);
    cyclotomic_plus(&z->b.c, &t3, &x->b.c);
}

/* z = x^n, n = 4965661367192848881 the curve's parameter, x in the cyclotomic subgroup */
OUTLINE void fp12_cyclotomic_power(fp12 *z, const fp12 *x) {
    fp12 odd[4], t, square;
    odd[0] = *x;
    fp12_cyclotomic_sqr(&square, x);
    for (int i = 1; i < 4; i++) {
        fp12_mul(&odd[i], &odd[i - 1], &square);
    }
    t = *x;
    for (int i = X_DIGITS - 2; i >= 0; i--) {
        fp12_cyclotomic_sqr(&t, &t);
        int digit = X_NAF[i];
        if (digit > 0) {
            fp12_mul(&t, &t, &odd[digit / 2]);
        } else if (digit < 0) {
            fp12 inverse;
            fp12_conjugate(&inverse, &odd[-digit / 2]);
            fp12_mul(&t, &t, &inverse);
        }
    }
    *z = t;
}

#endif
