/*
 * Goal: field, curve and pairing agree with an independent implementation (tests/noble/generate.mjs).
 * Both compute the same power of the reduced pairing (pairing.h), so its values can be compared.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/bn254/msm.h"
#include "../src/bn254/pairing.h"
#include "vectors.h"

static void read_fp(fp *z, const uint8_t **b) {
    if (!fp_from_bytes(z, *b)) {
        printf("a case is not canonical\n");
        exit(2);
    }
    *b += 32;
}

static void read_fp2(fp2 *z, const uint8_t **b) {
    read_fp(&z->re, b);
    read_fp(&z->im, b);
}

static void read_fp12(fp12 *z, const uint8_t **b) {
    fp2 *c[] = {&z->a.a, &z->a.b, &z->a.c, &z->b.a, &z->b.b, &z->b.c};
    for (int i = 0; i < 6; i++) {
        read_fp2(c[i], b);
    }
}

static void read_g1(g1_jacobian *z, const uint8_t *b) {
    static const uint8_t infinity[64] = {0};
    g1 p;
    if (memcmp(b, infinity, 64) == 0) {
        g1_set_infinity(z);
        return;
    }
    if (g1_from_bytes(&p, b) != VANTA_OK) {
        printf("a point is not on the curve\n");
        exit(2);
    }
    g1_from_affine(z, &p);
}

static void read_g2(g2 *z, const uint8_t *b) {
    read_fp2(&z->x, &b);
    read_fp2(&z->y, &b);
}

static bool same_point(const g1_jacobian *p, const g1_jacobian *q) {
    g1 a, b;
    bool finite = g1_to_affine(&a, p);
    return finite == g1_to_affine(&b, q) && (!finite || (fp_equal(&a.x, &b.x) && fp_equal(&a.y, &b.y)));
}

static bool fp_case(const char *op, const uint8_t *xb, const uint8_t *yb, const uint8_t *zb) {
    fp x, y = FP_ONE, z, found = FP_ONE;
    read_fp(&x, &xb);
    read_fp(&z, &zb);
    if (strcmp(op, "fp_inverse") == 0) {
        fp_inverse(&found, &x);
        return fp_equal(&found, &z);
    }
    read_fp(&y, &yb);
    if (strcmp(op, "fp_mul") == 0) {
        fp_mul(&found, &x, &y);
    } else if (strcmp(op, "fp_add") == 0) {
        fp_add(&found, &x, &y);
    } else {
        fp_sub(&found, &x, &y);
    }
    return fp_equal(&found, &z);
}

static bool fp2_case(const char *op, const uint8_t *xb, const uint8_t *yb, const uint8_t *zb) {
    fp2 x, y, z, found;
    read_fp2(&x, &xb);
    read_fp2(&z, &zb);
    if (strcmp(op, "fp2_mul") == 0) {
        read_fp2(&y, &yb);
        fp2_mul(&found, &x, &y);
    } else if (strcmp(op, "fp2_sqr") == 0) {
        fp2_sqr(&found, &x);
    } else {
        fp2_inverse(&found, &x);
    }
    return fp2_equal(&found, &z);
}

static bool fp12_case(const char *op, const uint8_t *xb, const uint8_t *yb, const uint8_t *zb) {
    fp12 x, y, z, found;
    read_fp12(&x, &xb);
    read_fp12(&z, &zb);
    if (strcmp(op, "fp12_mul") == 0) {
        read_fp12(&y, &yb);
        fp12_mul(&found, &x, &y);
    } else if (strcmp(op, "fp12_sqr") == 0) {
        fp12_sqr(&found, &x);
    } else {
        fp12_inverse(&found, &x);
    }
    return fp12_equal(&found, &z);
}

static bool pairing_case(const uint8_t *xb, const uint8_t *yb, const uint8_t *zb) {
    live_pair live;
    g2_projective t;
    bool in_subgroup;
    fp12 found, z;
    (void)g1_from_bytes(&live.p, xb);
    read_g2(&live.q, yb);
    read_fp12(&z, &zb);
    miller_loop(&found, &live, &t, &in_subgroup, 1, NULL, 0);
    final_exponentiation(&found, &found);
    return in_subgroup && fp12_equal(&found, &z);
}

static bool agrees(const char *op, const uint8_t *x, const uint8_t *y, const uint8_t *z) {
    g1_jacobian p, q, want, found;
    if (strncmp(op, "fp_", 3) == 0) {
        return fp_case(op, x, y, z);
    }
    if (strncmp(op, "fp2_", 4) == 0) {
        return fp2_case(op, x, y, z);
    }
    if (strncmp(op, "fp12_", 5) == 0) {
        return fp12_case(op, x, y, z);
    }
    if (strcmp(op, "fr_mul") == 0) {
        fr a, b, c;
        return fr_from_bytes(&a, x) && fr_from_bytes(&b, y) && fr_from_bytes(&c, z)
               && (fr_mul(&a, &a, &b), fr_sub(&a, &a, &c), fr_is_zero(&a));
    }
    if (strcmp(op, "pairing") == 0) {
        return pairing_case(x, y, z);
    }
    if (strcmp(op, "g2_double") == 0) {
        g2 a, b;
        fp2 c0, c1, c3;
        read_g2(&a, x);
        read_g2(&b, z);
        g2_projective t = {a.x, a.y, {FP_ONE, FP2_ZERO.im}};
        g2_double_step(&t, &c0, &c1, &c3);
        fp2_inverse(&c0, &t.z);
        fp2_mul(&a.x, &t.x, &c0);
        fp2_mul(&a.y, &t.y, &c0);
        return fp2_equal(&a.x, &b.x) && fp2_equal(&a.y, &b.y);
    }
    read_g1(&p, x);
    read_g1(&want, z);
    if (strcmp(op, "g1_add") == 0) {
        read_g1(&q, y);
        g1_add(&found, &p, &q);
        return same_point(&found, &want);
    }
    if (strcmp(op, "g1_multiply") == 0) {
        fr k;
        g1 affine;
        bool read = fr_from_bytes(&k, y) && g1_to_affine(&affine, &p);
        msm(&found, &affine, &k, 1);
        return read && same_point(&found, &want);
    }
    printf("unknown operation %s\n", op);
    return false;
}

int main(int argc, char **argv) {
    char *text = argc == 2 ? vectors_load("", argv[1]) : NULL, *at = text;
    if (text == NULL) {
        printf("usage: differential_test CASES.JSON (an absolute path)\n");
        return 2;
    }
    unsigned cases = 0, wrong = 0;
    vector_case c;
    while (vectors_next(&at, &c)) {
        size_t len;
        uint8_t *x = vectors_bytes(&c, "x", &len), *y = vectors_bytes(&c, "y", &len), *z = vectors_bytes(&c, "z", &len);
        cases++;
        if (!agrees(vectors_text(&c, "op"), x, y, z)) {
            wrong++;
            printf("DIFFERS %s\n", vectors_text(&c, "name"));
        }
        free(x);
        free(y);
        free(z);
    }
    free(text);
    printf("%u cases, %u differ\n", cases, wrong);
    return wrong == 0 && cases > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
