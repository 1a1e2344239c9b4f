#include "tables.h"

#include <stdio.h>

#include "../bn254/msm.h"
#include "../bn254/pairing.h"
#include "key_file.h"

void put_limbs(const uint64_t l[4]) {
    printf("{{0x%llxULL, 0x%llxULL, 0x%llxULL, 0x%llxULL}}", (unsigned long long)l[0], (unsigned long long)l[1],
        (unsigned long long)l[2], (unsigned long long)l[3]);
}

static void put_fp2(const fp2 *x) {
    printf("{");
    put_limbs(x->re.l);
    printf(", ");
    put_limbs(x->im.l);
    printf("}");
}

void put_g1(const g1 *p) {
    printf("{");
    put_limbs(p->x.l);
    printf(", ");
    put_limbs(p->y.l);
    printf("}");
}

void put_fp6(const fp6 *x) {
    printf("{");
    put_fp2(&x->a);
    printf(", ");
    put_fp2(&x->b);
    printf(", ");
    put_fp2(&x->c);
    printf("}");
}

void put_bytes(const uint8_t *b, size_t n) {
    printf("{");
    for (size_t i = 0; i < n; i++) {
        printf("%s0x%02x", i > 0 ? ", " : "", b[i]);
    }
    printf("}");
}

/* Moves T to 2T (q NULL) or T + Q by affine formulas and writes the line through them. */
static void put_line(g2 *t, const g2 *q) {
    fp2 slope, s, c3, x;
    if (q == NULL) {
        fp2_sqr(&slope, &t->x);
        fp2_double(&s, &slope);
        fp2_add(&slope, &slope, &s);
        fp2_double(&s, &t->y);
        q = t;
    } else {
        fp2_sub(&slope, &t->y, &q->y);
        fp2_sub(&s, &t->x, &q->x);
    }
    fp2_inverse(&s, &s);
    fp2_mul(&slope, &slope, &s);
    fp2_mul(&c3, &slope, &t->x);
    fp2_sub(&c3, &c3, &t->y);
    fp2_sqr(&x, &slope);
    fp2_sub(&x, &x, &t->x);
    fp2_sub(&x, &x, &q->x);
    fp2_sub(&s, &t->x, &x);
    fp2_mul(&s, &s, &slope);
    fp2_sub(&t->y, &s, &t->y);
    t->x = x;
    fp2_neg(&slope, &slope);
    printf("    {");
    put_fp2(&slope);
    printf(", ");
    put_fp2(&c3);
    printf("},\n");
}

unsigned lines_of(const g2 *q) {
    static g2 seen[32];
    static unsigned count;
    for (unsigned i = 0; i < count; i++) {
        if (fp2_equal(&seen[i].x, &q->x) && fp2_equal(&seen[i].y, &q->y)) {
            return i;
        }
    }
    if (count == sizeof seen / sizeof *seen) {
        key_file_fail("too many G2 points");
    }
    seen[count] = *q;
    printf("static const line LINES_%u[ATE_LINES] = {\n", count);
    g2 t = *q, minus = *q, psi, psi2_negated;
    fp2_neg(&minus.y, &q->y);
    for (int digit = ATE_DIGITS - 2; digit >= 0; digit--) {
        put_line(&t, NULL);
        if (ATE_NAF[digit] != 0) {
            put_line(&t, ATE_NAF[digit] > 0 ? q : &minus);
        }
    }
    g2_psi(&psi, q);
    put_line(&t, &psi);
    fp2_mul_fp(&psi2_negated.x, &q->x, &PSI2_X);
    psi2_negated.y = q->y;
    put_line(&t, &psi2_negated);
    printf("};\n\n");
    return count++;
}

unsigned comb_of(const g1 *k) {
    static g1 seen[64];
    static unsigned count;
    for (unsigned i = 0; i < count; i++) {
        if (fp_equal(&seen[i].x, &k->x) && fp_equal(&seen[i].y, &k->y)) {
            return i;
        }
    }
    if (count == sizeof seen / sizeof *seen) {
        key_file_fail("too many K points");
    }
    seen[count] = *k;
    g1_jacobian tooth[COMB_TEETH];
    g1_from_affine(&tooth[0], k);
    for (int i = 1; i < COMB_TEETH; i++) {
        tooth[i] = tooth[i - 1];
        for (int j = 0; j < COMB_SPACING; j++) {
            g1_double(&tooth[i], &tooth[i]);
        }
    }
    printf("static const comb COMB_%u = {{\n", count);
    for (unsigned i = 1; i < 1u << COMB_TEETH; i++) {
        g1_jacobian sum;
        g1 p;
        g1_set_infinity(&sum);
        for (int j = 0; j < COMB_TEETH; j++) {
            if (i >> j & 1) {
                g1_add(&sum, &sum, &tooth[j]);
            }
        }
        if (!g1_to_affine(&p, &sum)) {
            key_file_fail("a sum of K points is infinity");
        }
        printf("    ");
        put_g1(&p);
        printf(",\n");
    }
    printf("}};\n\n");
    return count++;
}
