/* A point of the twist that lies outside the subgroup of order r. */
#ifndef VANTA_TESTS_OUTSIDER_H
#define VANTA_TESTS_OUTSIDER_H

#include "../src/bn254/pairing.h"

static inline void g2_to_bytes(uint8_t b[128], const g2 *q) {
    fp_to_bytes(b, &q->x.im);
    fp_to_bytes(b + 32, &q->x.re);
    fp_to_bytes(b + 64, &q->y.im);
    fp_to_bytes(b + 96, &q->y.re);
}

/* x^((p + 1) / 4), a root if x is a square. */
static inline void square_root(fp *z, const fp *x) {
    static const uint64_t exponent[4] = {0x4f082305b61f3f52, 0x65e05aa45a1c72a3, 0x6e14116da0605617, 0x0c19139cb84c680a};
    fp root = FP_ONE;
    for (int bit = 253; bit >= 0; bit--) {
        fp_sqr(&root, &root);
        if (exponent[bit / 64] >> (bit % 64) & 1) {
            fp_mul(&root, &root, x);
        }
    }
    *z = root;
}

/* A point of the twist outside the subgroup: the first x = n + u with a square right side. Almost all points are such. */
static inline void outsider(uint8_t b[128]) {
    g2 q;
    q.x.im = FP_ONE;
    q.x.re = FP_ONE;
    for (;; fp_add(&q.x.re, &q.x.re, &FP_ONE)) {
        fp2 right, t;
        fp2_sqr(&right, &q.x);
        fp2_mul(&right, &right, &q.x);
        fp2_add(&right, &right, &TWIST_B);
        /* Square root for p = 3 mod 4 by the norm: re = sqrt((re + sqrt(norm)) / 2), im = im / 2re. */
        fp norm, s, e, half;
        fp_sqr(&norm, &right.re);
        fp_sqr(&s, &right.im);
        fp_add(&norm, &norm, &s);
        for (int sign = 0; sign < 2; sign++) {
            square_root(&e, &norm);
            if (sign == 1) {
                fp_neg(&e, &e);
            }
            fp_add(&half, &right.re, &e);
            fp_halve(&half, &half);
            square_root(&e, &half);
            q.y.re = e;
            fp_double(&s, &e);
            fp_inverse(&s, &s);
            fp_mul(&q.y.im, &right.im, &s);
            fp2_sqr(&t, &q.y);
            if (fp2_equal(&t, &right)) {
                g2_to_bytes(b, &q);
                return;
            }
        }
    }
}

#endif
