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

int main(void) {
    g1_obeys_its_laws();
    sums_of_multiples_are_sums_of_multiples();
    the_pairing_is_bilinear();
    return laws_result();
}
