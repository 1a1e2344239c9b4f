/*
 * Goal: the arithmetic obeys its laws, and each constant is what its comment says.
 * Method: constants derived again from x; algebraic identities on values hashed from a counter; exceptional cases by hand.
 * Compiled once per field arithmetic.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/bn254/msm.h"
#include "../src/bn254/pairing.h"
#include "../src/sha256.h"

#define ROUNDS 40

static unsigned failures;

static void expect(const char *what, bool ok) {
    if (!ok) {
        failures++;
        printf("FAILED %s\n", what);
    }
}

static void random_bytes(uint8_t out[32]) {
    static uint32_t counter;
    counter++;
    vanta_sha256_of(out, &counter, sizeof counter);
}

static void random_fp(fp *z) {
    uint8_t b[32];
    do {
        random_bytes(b);
        b[0] &= 0x3f;
    } while (!fp_from_bytes(z, b));
}

static void random_fr(fr *z) {
    uint8_t b[32];
    random_bytes(b);
    fr_from_bytes_reduced(z, b);
}

static void random_fp2(fp2 *z) {
    random_fp(&z->re);
    random_fp(&z->im);
}

static void random_fp12(fp12 *z) {
    fp2 *c[] = {&z->a.a, &z->a.b, &z->a.c, &z->b.a, &z->b.b, &z->b.c};
    for (int i = 0; i < 6; i++) {
        random_fp2(c[i]);
    }
}

static bool g1_same(const g1_jacobian *p, const g1_jacobian *q) {
    g1 a, b;
    bool p_finite = g1_to_affine(&a, p), q_finite = g1_to_affine(&b, q);
    return p_finite == q_finite && (!p_finite || (fp_equal(&a.x, &b.x) && fp_equal(&a.y, &b.y)));
}

static void generator(g1 *p) {
    p->x = FP_ONE;
    fp_double(&p->y, &FP_ONE);
}

static void times(g1_jacobian *z, const g1 *p, const fr *k) {
    uint64_t bits[4];
    fr_to_integer(bits, k);
    g1_set_infinity(z);
    for (int bit = 255; bit >= 0; bit--) {
        g1_double(z, z);
        if (bits[bit / 64] >> (bit % 64) & 1) {
            g1_add_affine(z, z, p);
        }
    }
}

static void random_g1(g1 *p) {
    g1 g;
    g1_jacobian q;
    fr k;
    generator(&g);
    random_fr(&k);
    times(&q, &g, &k);
    (void)g1_to_affine(p, &q);
}

static void small(fp *z, unsigned n) {
    *z = (fp){{0, 0, 0, 0}};
    while (n-- > 0) {
        fp_add(z, z, &FP_ONE);
    }
}

static void fp2_power(fp2 *z, const fp2 *x, const uint64_t e[4]) {
    fp2 t = {FP_ONE, FP2_ZERO.im};
    for (int bit = 255; bit >= 0; bit--) {
        fp2_sqr(&t, &t);
        if (e[bit / 64] >> (bit % 64) & 1) {
            fp2_mul(&t, &t, x);
        }
    }
    *z = t;
}

static void divide(uint64_t z[4], const uint64_t x[4], uint64_t by) {
    wide_t rest = 0;
    for (int i = 3; i >= 0; i--) {
        wide_t t = rest << 64 | x[i];
        z[i] = (uint64_t)(t / by);
        rest = t % by;
    }
}

static void constants_are_what_they_say(void) {
    /* p and r from x */
    const uint64_t x[4] = {4965661367192848881ULL, 0, 0, 0};
    fr six_x, t, want;
    uint64_t six[4] = {6, 0, 0, 0}, k[4];
    /* 6x^2 = p mod r and 36x^3 + 18x^2 + 6x + 1 + 36x^4 = 0 mod r */
    fr xr, x2, x3, x4, n;
    fr_from_integer(&xr, x);
    fr_mul(&x2, &xr, &xr);
    fr_mul(&x3, &x2, &xr);
    fr_mul(&x4, &x3, &xr);
    const uint64_t coefficient[5] = {1, 6, 18, 36, 36};
    const fr *power[5] = {&FR_ONE, &xr, &x2, &x3, &x4};
    fr sum = {{0, 0, 0, 0}};
    for (int i = 0; i < 5; i++) {
        uint64_t c[4] = {coefficient[i], 0, 0, 0};
        fr_from_integer(&n, c);
        fr_mul(&n, &n, power[i]);
        fr_add(&sum, &sum, &n);
    }
    expect("r(x) = 0 mod r", fr_is_zero(&sum));
    fr_from_integer(&six_x, six);
    fr_mul(&t, &six_x, &x2);
    fr_from_integer(&want, FP_P.l);
    fr_sub(&t, &t, &want);
    expect("p = 6x^2 mod r", fr_is_zero(&t));
    fr_mul(&t, &GLV_LAMBDA, &GLV_LAMBDA);
    fr_add(&t, &t, &GLV_LAMBDA);
    fr_add(&t, &t, &FR_ONE);
    expect("lambda is a cube root of one", fr_is_zero(&t));
    expect("FP_INV", FP_INV * FP_P.l[0] == UINT64_MAX);
    expect("FR_INV", FR_INV * FR_R.l[0] == UINT64_MAX);

    fp three, b;
    small(&three, 3);
    expect("b = 3", fp_equal(&three, &FP_B));
    fp2 xi, twist, s;
    small(&xi.re, 9);
    xi.im = FP_ONE;
    fp2_inverse(&twist, &xi);
    fp2_mul_fp(&twist, &twist, &three);
    expect("twist b = 3 / xi", fp2_equal(&twist, &TWIST_B));
    fp2_mul_fp(&twist, &twist, &three);
    expect("three times twist b", fp2_equal(&twist, &TWIST_3B));
    uint64_t p_minus_1[4] = {FP_P.l[0] - 1, FP_P.l[1], FP_P.l[2], FP_P.l[3]};
    divide(k, p_minus_1, 3);
    fp2_power(&s, &xi, k);
    expect("PSI_X", fp2_equal(&s, &PSI_X));
    divide(k, p_minus_1, 2);
    fp2_power(&s, &xi, k);
    expect("PSI_Y", fp2_equal(&s, &PSI_Y));
    divide(k, p_minus_1, 6);
    fp2 root, one_step = {FP_ONE, FP2_ZERO.im};
    fp2_power(&root, &xi, k);
    for (int i = 0; i < 5; i++) {
        fp2 conjugate, second, third;
        fp2_mul(&one_step, &one_step, &root);
        expect("FROB1", fp2_equal(&one_step, &FROB1[i]));
        fp2_conjugate(&conjugate, &one_step);
        fp2_mul(&second, &conjugate, &one_step);
        expect("FROB2", fp_is_zero(&second.im) && fp_equal(&second.re, &FROB2[i]));
        fp2_mul(&third, &second, &one_step);
        expect("FROB3", fp2_equal(&third, &FROB3[i]));
    }
    expect("PSI2_X", fp_equal(&PSI2_X, &FROB2[1]));
    fp_mul(&b, &GLV_BETA, &GLV_BETA);
    fp_add(&b, &b, &GLV_BETA);
    fp_add(&b, &b, &FP_ONE);
    expect("beta is a cube root of one", fp_is_zero(&b));
    expect("the generator of G2 lies on the twist", g2_on_curve(&G2_GENERATOR));

    /* The digits are those of 6x + 2 and x. */
    wide_t value = 0;
    for (int i = ATE_DIGITS - 1; i >= 0; i--) {
        value = 2 * value + (wide_t)(int64_t)ATE_NAF[i];
    }
    expect("the digits of 6x + 2", value == (wide_t)6 * x[0] + 2);
    value = 0;
    for (int i = X_DIGITS - 1; i >= 0; i--) {
        value = 2 * value + (wide_t)(int64_t)X_NAF[i];
    }
    expect("the digits of x", value == x[0]);
}

static void fp_obeys_its_laws(void) {
    fp edge[12 + ROUNDS];
    static const fp zero = {{0, 0, 0, 0}};
    edge[0] = zero;
    edge[1] = FP_ONE;
    fp_neg(&edge[2], &FP_ONE);
    fp_halve(&edge[3], &FP_ONE);
    fp_neg(&edge[4], &edge[3]);
    /* Residues whose stored form is 1, p - 1 and the like. */
    edge[5] = (fp){{1, 0, 0, 0}};
    edge[6] = (fp){{FP_P.l[0] - 1, FP_P.l[1], FP_P.l[2], FP_P.l[3]}};
    edge[7] = (fp){{UINT64_MAX, UINT64_MAX, UINT64_MAX, FP_P.l[3] - 1}};
    edge[8] = (fp){{0, 0, 0, FP_P.l[3]}};
    edge[9] = (fp){{UINT64_MAX, 0, UINT64_MAX, 0}};
    edge[10] = FP_R2;
    edge[11] = FP_B;
    size_t n = sizeof edge / sizeof *edge;
    for (size_t i = 12; i < n; i++) {
        random_fp(&edge[i]);
    }
    for (size_t i = 0; i < n; i++) {
        fp t, s;
        fp_neg(&t, &edge[i]);
        fp_add(&t, &t, &edge[i]);
        expect("x - x = 0", fp_is_zero(&t));
        fp_inverse(&t, &edge[i]);
        fp_mul(&t, &t, &edge[i]);
        expect("x / x = 1", i == 0 ? fp_is_zero(&t) : fp_equal(&t, &FP_ONE));
        fp_halve(&t, &edge[i]);
        fp_double(&t, &t);
        expect("2 (x / 2) = x", fp_equal(&t, &edge[i]));
        uint8_t b[32];
        fp_to_bytes(b, &edge[i]);
        expect("bytes there and back", fp_from_bytes(&t, b) && fp_equal(&t, &edge[i]));
        for (size_t j = 0; j < n; j++) {
            fp x9, want;
            fp_nine_times_plus(&x9, &edge[i], &edge[j]);
            small(&t, 9);
            fp_mul(&want, &t, &edge[i]);
            fp_add(&want, &want, &edge[j]);
            expect("9x + y", fp_equal(&x9, &want) && limbs_below(x9.l, FP_P.l));
            fp_add(&t, &edge[i], &edge[j]);
            fp_sub(&s, &t, &edge[j]);
            expect("x + y - y = x", fp_equal(&s, &edge[i]) && limbs_below(t.l, FP_P.l));
            fp_mul(&t, &edge[i], &edge[j]);
            fp_mul(&s, &edge[j], &edge[i]);
            expect("xy = yx", fp_equal(&t, &s) && limbs_below(t.l, FP_P.l));
            uint64_t plain[4];
            limbs_montgomery_mul(plain, edge[i].l, edge[j].l, FP_P.l, FP_INV);
            expect("the product of the portable form", memcmp(plain, t.l, sizeof plain) == 0);
            fp_wide wide;
            fp_mul_wide(&wide, &edge[i], &edge[j]);
            fp_reduce(&s, &wide);
            expect("wide product, then reduction", fp_equal(&t, &s));
            fp2 u = {edge[i], edge[j]}, v = {edge[j], edge[(i + j) % n]}, w, square;
            fp2_mul(&w, &u, &v);
            /* schoolbook */
            fp rr, ii, ri, ir;
            fp_mul(&rr, &u.re, &v.re);
            fp_mul(&ii, &u.im, &v.im);
            fp_mul(&ri, &u.re, &v.im);
            fp_mul(&ir, &u.im, &v.re);
            fp_sub(&rr, &rr, &ii);
            fp_add(&ri, &ri, &ir);
            expect("the product in Fp2", fp_equal(&w.re, &rr) && fp_equal(&w.im, &ri));
            fp2_sqr(&square, &u);
            fp2_mul(&w, &u, &u);
            expect("the square in Fp2", fp2_equal(&square, &w));
        }
    }
    /* The largest product there is: lazy sums below 2p. */
    fp top = edge[6], lazy;
    fp_add_lazy(&lazy, &top, &top);
    fp_wide wide;
    fp_mul_wide(&wide, &lazy, &lazy);
    uint64_t plain[8];
    limbs_mul_wide(plain, lazy.l, lazy.l);
    expect("the largest lazy product", memcmp(plain, wide.l, sizeof plain) == 0);
    uint8_t b[32];
    limbs_to_bytes(b, FP_P.l);
    expect("p is not canonical", !fp_from_bytes(&top, b));
}

static void fp12_obeys_its_laws(void) {
    for (int i = 0; i < ROUNDS; i++) {
        fp12 x, y, z, s, t, one;
        fp12_one(&one);
        random_fp12(&x);
        random_fp12(&y);
        random_fp12(&z);
        fp12_mul(&s, &x, &y);
        fp12_mul(&s, &s, &z);
        fp12_mul(&t, &y, &z);
        fp12_mul(&t, &x, &t);
        expect("(xy)z = x(yz)", fp12_equal(&s, &t));
        fp12_sqr(&s, &x);
        fp12_mul(&t, &x, &x);
        expect("x^2 = xx", fp12_equal(&s, &t));
        fp12_inverse(&s, &x);
        fp12_mul(&s, &s, &x);
        expect("x / x = 1", fp12_equal(&s, &one));
        s = x;
        fp12_mul_line(&s, &y.a.a, &y.b.a, &y.b.b);
        fp12 sparse = {{y.a.a, FP2_ZERO, FP2_ZERO}, {y.b.a, y.b.b, FP2_ZERO}};
        fp12_mul(&t, &x, &sparse);
        expect("times a line", fp12_equal(&s, &t));
        s = x;
        fp12_mul_unit_line(&s, &y.b.a, &y.b.b);
        sparse.a = one.a;
        fp12_mul(&t, &x, &sparse);
        expect("times a line of constant one", fp12_equal(&s, &t));
        fp12_frobenius1(&s, &x);
        fp12_frobenius1(&s, &s);
        fp12_frobenius2(&t, &x);
        expect("Frobenius twice", fp12_equal(&s, &t));
        fp12_frobenius1(&s, &s);
        fp12_frobenius3(&t, &x);
        expect("Frobenius three times", fp12_equal(&s, &t));
        fp12_frobenius1(&s, &x);
        fp12_frobenius1(&t, &y);
        fp12_mul(&t, &s, &t);
        fp12_mul(&s, &x, &y);
        fp12_frobenius1(&s, &s);
        expect("Frobenius respects products", fp12_equal(&s, &t));
        /* Into the cyclotomic subgroup: x^((p^6 - 1)(p^2 + 1)) */
        fp12_inverse(&t, &x);
        fp12_conjugate(&s, &x);
        fp12_mul(&s, &s, &t);
        fp12_frobenius2(&t, &s);
        fp12_mul(&s, &s, &t);
        fp12_cyclotomic_sqr(&t, &s);
        fp12_mul(&z, &s, &s);
        expect("the cyclotomic square", fp12_equal(&t, &z));
        fp12_conjugate(&t, &s);
        fp12_mul(&t, &t, &s);
        expect("the cyclotomic inverse", fp12_equal(&t, &one));
    }
}

static void g1_obeys_its_laws(void) {
    g1 g, p, q, minus;
    g1_jacobian infinity, s, t, u;
    generator(&g);
    g1_set_infinity(&infinity);
    expect("the generator lies on the curve", g1_on_curve(&g));
    fr order_minus_1;
    fr_neg(&order_minus_1, &FR_ONE);
    times(&s, &g, &order_minus_1);
    g1_neg(&minus, &g);
    g1_from_affine(&t, &minus);
    expect("(r - 1)G = -G", g1_same(&s, &t));
    for (int i = 0; i < ROUNDS; i++) {
        random_g1(&p);
        random_g1(&q);
        g1_from_affine(&s, &p);
        g1_from_affine(&t, &q);
        /* make Z interesting */
        g1_double(&u, &s);
        g1_neg(&minus, &p);
        g1_add_affine(&s, &u, &minus);
        g1_add(&u, &s, &t);
        g1_add(&t, &t, &s);
        expect("P + Q = Q + P", g1_same(&u, &t));
        g1_add_affine(&t, &s, &q);
        expect("mixed addition", g1_same(&u, &t));
        g1_add_affine(&t, &s, &p);
        g1_double(&u, &s);
        expect("mixed P + P", g1_same(&u, &t));
        g1_add(&t, &s, &s);
        expect("P + P", g1_same(&u, &t));
        g1_add_affine(&t, &s, &minus);
        expect("mixed P - P", g1_is_infinity(&t));
        g1_from_affine(&u, &minus);
        g1_add(&t, &s, &u);
        expect("P - P", g1_is_infinity(&t));
        g1_add(&t, &infinity, &s);
        expect("0 + P", g1_same(&t, &s));
        g1_add(&t, &s, &infinity);
        expect("P + 0", g1_same(&t, &s));
        g1_add_affine(&t, &infinity, &p);
        expect("mixed 0 + P", g1_same(&t, &s));
        g1_double(&t, &infinity);
        expect("2 0 = 0", g1_is_infinity(&t));
    }
}

static void sums_of_multiples_are_sums_of_multiples(void) {
    g1 point[MSM_POINTS_MAX];
    fr scalar[MSM_POINTS_MAX];
    for (size_t n = 1; n <= MSM_POINTS_MAX; n++) {
        g1_jacobian want, found, t;
        g1_set_infinity(&want);
        for (size_t i = 0; i < n; i++) {
            random_g1(&point[i]);
            random_fr(&scalar[i]);
        }
        /* Awkward company: 0, 1, -1, lambda, the same point twice, a point and its negative. */
        memset(&scalar[0], 0, sizeof scalar[0]);
        if (n > 5) {
            scalar[1] = FR_ONE;
            fr_neg(&scalar[2], &FR_ONE);
            scalar[3] = GLV_LAMBDA;
            point[4] = point[3];
            g1_neg(&point[5], &point[3]);
            scalar[5] = scalar[4];
        }
        for (size_t i = 0; i < n; i++) {
            times(&t, &point[i], &scalar[i]);
            g1_add(&want, &want, &t);
        }
        msm(&found, point, scalar, n);
        expect("the sum of multiples", g1_same(&want, &found));
    }
    for (int i = 0; i < 400; i++) {
        fr k, back, t;
        uint64_t integer[4], k1[4], k2[4];
        bool negative1, negative2;
        random_fr(&k);
        fr_to_integer(integer, &k);
        glv_split(k1, &negative1, k2, &negative2, integer);
        expect("halves below 2^127", (k1[2] | k1[3] | k2[2] | k2[3] | k1[1] >> 63 | k2[1] >> 63) == 0);
        fr_from_integer(&back, k2);
        if (negative2) {
            fr_neg(&back, &back);
        }
        fr_mul(&back, &back, &GLV_LAMBDA);
        fr_from_integer(&t, k1);
        if (negative1) {
            fr_neg(&t, &t);
        }
        fr_add(&back, &back, &t);
        fr_sub(&back, &back, &k);
        expect("k = k1 + lambda k2", fr_is_zero(&back));
    }
}

static void pair(fp12 *z, const g1 *p, const g2 *q) {
    live_pair live = {*p, *q};
    g2_projective t;
    bool in_subgroup;
    miller_loop(z, &live, &t, &in_subgroup, 1, NULL, 0);
    expect("a multiple of the generator lies in the subgroup", in_subgroup);
    final_exponentiation(z, z);
}

static void double_g2(g2 *q) {
    g2_projective t = {q->x, q->y, {FP_ONE, FP2_ZERO.im}};
    fp2 c0, c1, c3;
    g2_double_step(&t, &c0, &c1, &c3);
    fp2_inverse(&c0, &t.z);
    fp2_mul(&q->x, &t.x, &c0);
    fp2_mul(&q->y, &t.y, &c0);
}

static void the_pairing_is_bilinear(void) {
    g2 q = G2_GENERATOR;
    for (int i = 0; i < 6; i++) {
        g1 p, twice_p, minus_p;
        g2 twice_q = q;
        g1_jacobian t;
        fp12 one, e, e2, left, right;
        fp12_one(&one);
        random_g1(&p);
        g1_from_affine(&t, &p);
        g1_double(&t, &t);
        (void)g1_to_affine(&twice_p, &t);
        double_g2(&twice_q);
        g1_neg(&minus_p, &p);
        pair(&e, &p, &q);
        expect("not degenerate", !fp12_equal(&e, &one));
        fp12_sqr(&e2, &e);
        pair(&left, &twice_p, &q);
        pair(&right, &p, &twice_q);
        expect("e(2P, Q) = e(P, Q)^2", fp12_equal(&left, &e2));
        expect("e(P, 2Q) = e(P, Q)^2", fp12_equal(&right, &e2));
        pair(&left, &minus_p, &q);
        fp12_mul(&left, &left, &e);
        expect("e(-P, Q) e(P, Q) = 1", fp12_equal(&left, &one));
        /* of order r: e^(r - 1) = e^-1 by squaring and multiplying */
        fp12 power = one;
        for (int bit = 253; bit >= 0; bit--) {
            fp12_sqr(&power, &power);
            if (FR_R.l[bit / 64] >> (bit % 64) & 1) {
                fp12_mul(&power, &power, &e);
            }
        }
        expect("e^r = 1", fp12_equal(&power, &one));
        live_pair both[2] = {{p, twice_q}, {minus_p, q}};
        g2_projective room[2];
        bool in_subgroup[2];
        miller_loop(&left, both, room, in_subgroup, 2, NULL, 0);
        final_exponentiation(&left, &left);
        expect("two pairs in one loop", fp12_equal(&left, &e) && in_subgroup[0] && in_subgroup[1]);
        q = twice_q;
    }
}

int main(void) {
    constants_are_what_they_say();
    fp_obeys_its_laws();
    fp12_obeys_its_laws();
    g1_obeys_its_laws();
    sums_of_multiples_are_sums_of_multiples();
    the_pairing_is_bilinear();
    printf("%u failures\n", failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
