/*
 * Goal: eight lanes compute what one computes, and no value outgrows its limbs.
 * Method: the arithmetic built with bounds, each value carrying how large it may be. No branch depends on the data, so one
 * run of both loops proves the bounds for every input. Results are compared with the portable arithmetic.
 */
#include "laws.h"

#define VANTA_IFMA_BOUNDS
#include "../src/ifma.c"

void ifma_require(bool holds, const char *what, int at) {
    if (!holds) {
        printf("line %d: ", at);
        expect(what, false);
        exit(EXIT_FAILURE);
    }
}

/* Residues whose limbs are extreme, then random ones. */
static void some_fp(fp *z, unsigned i) {
    static const fp edge[] = {{{0, 0, 0, 0}}, {{1, 0, 0, 0}}, {{UINT64_MAX, UINT64_MAX, UINT64_MAX, 0x30644e72e131a028}},
        {{UINT64_MAX, 0, UINT64_MAX, 0}}, {{0xfffffffffffff, 0, 0, 0}}, {{0xfff0000000000000, 0xff, 0, 0}}};
    if (i < sizeof edge / sizeof *edge) {
        *z = edge[i];
    } else if (i == 6) {
        fp_neg(z, &edge[1]);
    } else {
        random_fp(z);
    }
}

static void fp8_computes_what_fp_does(void) {
    fp x[LANES], y[LANES], found[LANES], want;
    fp8 x8, y8, z8;
    for (unsigned round = 0; round < 40; round++) {
        for (unsigned lane = 0; lane < LANES; lane++) {
            some_fp(&x[lane], (round + lane) % 16);
            some_fp(&y[lane], (round / 2 + 3 * lane) % 16);
        }
        fp8_read(&x8, x, sizeof *x, LANES);
        fp8_read(&y8, y, sizeof *y, LANES);
        fp8_write(found, sizeof *found, &x8, LANES);
        expect("there and back", memcmp(found, x, sizeof x) == 0);
        fp8_mul(&z8, &x8, &y8);
        fp8_write(found, sizeof *found, &z8, LANES);
        for (int lane = 0; lane < LANES; lane++) {
            fp_mul(&want, &x[lane], &y[lane]);
            expect("the product", fp_equal(&want, &found[lane]));
        }
        fp8_times(&z8, &x8, 40);
        fp8_sub(&z8, &z8, &y8, 2);
        fp8_trim(&z8);
        fp8_write(found, sizeof *found, &z8, LANES);
        for (int lane = 0; lane < LANES; lane++) {
            want = x[lane];
            for (int i = 1; i < 40; i++) {
                fp_add(&want, &want, &x[lane]);
            }
            fp_sub(&want, &want, &y[lane]);
            expect("40x - y, trimmed", fp_equal(&want, &found[lane]));
        }
    }
    fp two = FP_ONE;
    for (int i = 0; i < 8; i++) {
        fp_double(&two, &two);
    }
    expect("FP8_ENTER is 2^264", fp_equal(&two, &FP8_ENTER));
}

static void random_points(g1 *p, g2 *q, size_t n) {
    g1 generator;
    generator.x = FP_ONE;
    fp_double(&generator.y, &FP_ONE);
    for (size_t i = 0; i < n; i++) {
        fp k;
        fr scalar;
        g1_jacobian t;
        random_fp(&k);
        fr_from_integer(&scalar, k.l);
        msm(&t, &generator, &scalar, 1);
        (void)g1_to_affine(&p[i], &t);
        if (q != NULL) {
            g2_projective s = {G2_GENERATOR.x, G2_GENERATOR.y, {FP_ONE, FP2_ZERO.im}};
            fp2 c0, c1, c3;
            /* 2G, 5G, 11G, ... */
            g2_double_step(&s, &c0, &c1, &c3);
            for (size_t j = 0; j < i; j++) {
                g2_double_step(&s, &c0, &c1, &c3);
                g2_add_step(&s, &G2_GENERATOR, &c0, &c1, &c3);
            }
            fp2_inverse(&c0, &s.z);
            fp2_mul(&q[i].x, &s.x, &c0);
            fp2_mul(&q[i].y, &s.y, &c0);
        }
    }
}

/* The multiple by Horner's rule, with additions that know every exception. */
static void slow_multiple(g1_jacobian *z, const g1 *p, const uint8_t digit[WEIGHT_DIGITS]) {
    g1_set_infinity(z);
    for (int i = 0; i < WEIGHT_DIGITS; i++) {
        g1 d = *p;
        for (int j = 0; j < WEIGHT_POWER_OF_LAMBDA(digit[i]); j++) {
            fp_mul(&d.x, &d.x, &GLV_BETA);
        }
        g1_double(z, z);
        g1_double(z, z);
        for (int times = 0; times <= WEIGHT_TIMES_ONE_MINUS_LAMBDA(digit[i]); times++) {
            g1 part = d;
            if (times == 1) {
                fp_mul(&part.x, &part.x, &GLV_BETA);
            }
            if ((times == 1) != (bool)WEIGHT_NEGATIVE(digit[i])) {
                fp_neg(&part.y, &part.y);
            }
            g1_add_affine(z, z, &part);
        }
    }
}

static bool same_point(const g1_jacobian *p, const g1_jacobian *q) {
    g1 a, b;
    return g1_to_affine(&a, p) && g1_to_affine(&b, q) && fp_equal(&a.x, &b.x) && fp_equal(&a.y, &b.y);
}

static void multiples_are_multiples(void) {
    g1 p[13];
    uint8_t digit[13][WEIGHT_DIGITS];
    g1_jacobian found[13], want;
    for (unsigned round = 0; round < 12; round++) {
        random_points(p, NULL, 13);
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < WEIGHT_DIGITS; j++) {
                /* every digit all along a weight, then a mixture */
                unsigned mixed = (unsigned)(p[i].x.l[j % 4] >> (j + (int)round)) % 12;
                digit[i][j] = (uint8_t)(round == 0 ? (unsigned)i % 12 : mixed);
            }
        }
        vanta_ifma_multiples(found, p, (const uint8_t(*)[WEIGHT_DIGITS])digit, 13);
        for (int i = 0; i < 13; i++) {
            slow_multiple(&want, &p[i], digit[i]);
            expect("the multiple", same_point(&want, &found[i]));
            /* and the same by what the weight is as two integers and modulo r */
            batch_weights w;
            wide_t sum[2] = {0, 0};
            memcpy(w.digit[0], digit[i], WEIGHT_DIGITS);
            weigh(&w, 0, sum);
            msm(&want, &p[i], &w.weight[0], 1);
            expect("the multiple modulo r", same_point(&want, &found[i]));
            msm_tables tables;
            msm_prepare(&tables, &p[i], 1);
            msm_halves(&want, &tables, 0, (const uint64_t(*)[2][4])w.half, (const bool(*)[2])w.negative, 1);
            expect("the multiple by halves", same_point(&want, &found[i]));
        }
    }
}

/* The reduced pairing of n pairs, in lanes and one by one; a factor of Fp in the Miller loop vanishes. */
static void loops_agree(size_t n) {
    static g1 p[IFMA_PAIRS_MAX];
    static g2 q[IFMA_PAIRS_MAX];
    static live_pair live[IFMA_PAIRS_MAX];
    static g1_jacobian weighted[IFMA_PAIRS_MAX];
    static g2_projective t[IFMA_PAIRS_MAX], end[IFMA_PAIRS_MAX];
    static bool in_subgroup[IFMA_PAIRS_MAX];
    fp12 f[IFMA_LANES], want;
    random_points(p, q, n);
    for (size_t i = 0; i < n; i++) {
        g1_jacobian z;
        g1_from_affine(&z, &p[i]);
        g1_double(&weighted[i], &z);
        (void)g1_to_affine(&live[i].p, &weighted[i]);
        live[i].q = q[i];
    }
    miller_loop(&want, live, t, in_subgroup, n, NULL, 0);
    vanta_ifma_miller_loop(f, end, weighted, q, n, NULL, 0);
    for (int lane = 1; lane < IFMA_LANES; lane++) {
        fp12_mul(&f[0], &f[0], &f[lane]);
    }
    final_exponentiation(&f[0], &f[0]);
    final_exponentiation(&want, &want);
    expect("the pairing in lanes", fp12_equal(&f[0], &want));
    for (size_t i = 0; i < n; i++) {
        g2 psi2_negated = q[i];
        fp2_mul_fp(&psi2_negated.x, &psi2_negated.x, &PSI2_X);
        expect("the loop ends in the subgroup", in_subgroup[i] && ends_in_subgroup(&end[i], &psi2_negated));
        fp2 left, right;
        fp2_mul(&left, &end[i].x, &t[i].z);
        fp2_mul(&right, &t[i].x, &end[i].z);
        expect("the end of the loop", fp2_equal(&left, &right));
    }
}

int main(void) {
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512ifma")) {
        printf("SKIPPED: this processor, or the emulator, has no AVX-512 IFMA\n");
        return 77;
    }
    fp8_computes_what_fp_does();
    multiples_are_multiples();
    static const size_t counts[] = {1, 7, 8, 9, 17, IFMA_PAIRS_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        loops_agree(counts[i]);
    }
    return laws_result();
}
