/*
 * Goal: the fields obey their laws, and each constant is what its comment says.
 * Method: constants derived again from x; algebraic identities on hashed values; edges by hand.
 * Compiled once per field arithmetic.
 */
#include "laws.h"

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

int main(void) {
    constants_are_what_they_say();
    fp_obeys_its_laws();
    fp12_obeys_its_laws();
    return laws_result();
}
