/* Eight elements of Fp12 side by side, as polynomials in w with w^6 = 9 + u. */
#ifndef VANTA_BN254_IFMA_FP12_H
#define VANTA_BN254_IFMA_FP12_H

#include "fp12.h"
#include "ifma_fp2.h"

typedef struct {
    fp2x8 c[6];
} fp12x8;

/* A line: c0 + c1 w + c3 w^3. */
typedef struct {
    fp2x8 c0, c1, c3;
} line_x8;

/* z = x chord; z and x do not overlap */
OUTLINE void fp12x8_mul_line(fp12x8 *z, const fp12x8 *x, const line_x8 *chord) {
    fp2x8 xi1, xi3;
    fp2x8_mul_xi(&xi1, &chord->c1);
    fp2x8_mul_xi(&xi3, &chord->c3);
    for (int i = 0; i < 6; i++) {
        const fp2x8 *const left[3] = {&x->c[i], &x->c[(i + 5) % 6], &x->c[(i + 3) % 6]};
        const fp2x8 *const right[3] = {&chord->c0, i < 1 ? &xi1 : &chord->c1, i < 3 ? &xi3 : &chord->c3};
        fp2x8_dot(&z->c[i], left, right, 3, 1);
    }
}

/* z = x^2, x being trimmed first; z and x do not overlap */
OUTLINE void fp12x8_sqr(fp12x8 *z, fp12x8 *x) {
    fp2x8 twice[5], xi[6];
    for (int i = 0; i < 6; i++) {
        fp8_trim(&x->c[i].re);
        fp8_trim(&x->c[i].im);
        fp2x8_sum(&x->c[i]);
        if (i < 5) {
            fp2x8_times(&twice[i], &x->c[i], 2);
        }
        if (i > 2) {
            fp2x8_mul_xi(&xi[i], &x->c[i]);
        }
    }
    for (int k = 0; k < 6; k++) {
        const fp2x8 *left[4], *right[4];
        size_t n = 0;
        for (int i = 0; i < 6; i++) {
            int j = (k - i + 6) % 6;
            if (i <= j) {
                left[n] = i < j ? &twice[i] : &x->c[i];
                right[n++] = i + j < 6 ? &x->c[j] : &xi[j];
            }
        }
        fp2x8_dot(&z->c[k], left, right, n, 1);
    }
}

static UNUSED void fp12x8_one(fp12x8 *z) {
    for (int i = 0; i < 6; i++) {
        fp8_zero(&z->c[i].re);
        fp8_zero(&z->c[i].im);
    }
    fp8_read_every(&z->c[0].re, &FP_ONE);
    for (int i = 0; i < 6; i++) {
        fp2x8_sum(&z->c[i]);
    }
}

static UNUSED void fp12x8_write(fp12 z[LANES], const fp12x8 *x) {
    fp2 *const to[6] = {&z->a.a, &z->b.a, &z->a.b, &z->b.b, &z->a.c, &z->b.c};
    for (int i = 0; i < 6; i++) {
        fp2x8_write(to[i], sizeof *z, &x->c[i], LANES);
    }
}

#endif
