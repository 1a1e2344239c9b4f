/*
 * Goal: the curve and its pairing obey their laws.
 * Method: algebraic identities on hashed points; exceptional cases by hand. Compiled once per field arithmetic.
 */
#include "laws.h"

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

static void times_mod(uint64_t z[4], const uint64_t x[4], const uint64_t y[4], const uint64_t m[4]) {
    uint64_t t[4] = {0, 0, 0, 0};
    for (int bit = 255; bit >= 0; bit--) {
        limbs_add_mod(t, t, t, m);
        if (y[bit / 64] >> (bit % 64) & 1) {
            limbs_add_mod(t, t, x, m);
        }
    }
    memcpy(z, t, sizeof t);
}

static bool is_number(const uint64_t x[4], uint64_t n) { return x[0] == n && (x[1] | x[2] | x[3]) == 0; }

/* z = gcd(x, m) for odd m; x is used up. */
static void common_divisor(uint64_t z[4], uint64_t x[4], const uint64_t m[4]) {
    memcpy(z, m, 4 * sizeof *z);
    while (!is_number(x, 0)) {
        if ((x[0] & 1) == 0) {
            for (int i = 0; i < 4; i++) {
                x[i] = x[i] >> 1 | (i < 3 ? x[i + 1] << 63 : 0);
            }
            continue;
        }
        if (limbs_below(x, z)) {
            for (int i = 0; i < 4; i++) {
                uint64_t swap = x[i];
                x[i] = z[i];
                z[i] = swap;
            }
        }
        limbs_sub_mod(x, x, z, m);
    }
}

/*
 * The twist has r c points, c = 2p - r. By psi^2 = t psi - p, 6x + 2 + psi - psi^2 + psi^3 is a + b psi with
 * a = 6x + 2 + p - tp and b = 1 - t + t^2 - p. A point that it takes to 0 is taken to 0 by its norm a^2 + abt + b^2 p, so its
 * order divides gcd(norm, r c): r alone, if the norm and c have no common divisor.
 */
static void only_the_subgroup_passes_the_subgroup_check(void) {
    static const uint64_t one[4] = {1, 0, 0, 0}, x[4] = {4965661367192848881ULL, 0, 0, 0}, six[4] = {6, 0, 0, 0};
    uint64_t c[4], t[4], a[4], b[4], product[4], norm[4], divisor[4], carry = 0, borrow = 0;
    for (int i = 0; i < 4; i++) {
        c[i] = add_carry(FP_P.l[i], FP_P.l[i], &carry);
        c[i] = sub_borrow(c[i], FR_R.l[i], &borrow);
    }
    /* t = p + 1 - r = 6x^2 + 1 */
    times_mod(t, x, x, c);
    times_mod(t, t, six, c);
    limbs_add_mod(t, t, one, c);
    limbs_sub_mod(product, FP_P.l, FR_R.l, c);
    limbs_add_mod(product, product, one, c);
    expect("t = p + 1 - r", memcmp(t, product, sizeof t) == 0);

    times_mod(a, x, six, c);
    limbs_add_mod(a, a, one, c);
    limbs_add_mod(a, a, one, c);
    limbs_add_mod(a, a, FP_P.l, c);
    times_mod(product, t, FP_P.l, c);
    limbs_sub_mod(a, a, product, c);
    times_mod(b, t, t, c);
    limbs_sub_mod(b, b, t, c);
    limbs_sub_mod(b, b, FP_P.l, c);
    limbs_add_mod(b, b, one, c);

    times_mod(norm, a, a, c);
    times_mod(product, a, b, c);
    times_mod(product, product, t, c);
    limbs_add_mod(norm, norm, product, c);
    times_mod(product, b, b, c);
    times_mod(product, product, FP_P.l, c);
    limbs_add_mod(norm, norm, product, c);
    common_divisor(divisor, norm, c);
    expect("the norm of the subgroup check shares nothing with the cofactor", is_number(divisor, 1));
    memcpy(norm, FR_R.l, sizeof norm);
    common_divisor(divisor, norm, c);
    expect("r and the cofactor share nothing", is_number(divisor, 1));
    /* 10069 divides c: the divisor is found where there is one. */
    memcpy(norm, (const uint64_t[4]){3 * 10069, 0, 0, 0}, sizeof norm);
    common_divisor(divisor, norm, c);
    expect("a common divisor is found", is_number(divisor, 10069));
}

int main(void) {
    g1_obeys_its_laws();
    sums_of_multiples_are_sums_of_multiples();
    the_pairing_is_bilinear();
    only_the_subgroup_passes_the_subgroup_check();
    return laws_result();
}
