/* Sums of several multiples of G1 points: GLV halves each scalar, all halves share one chain of doublings (Straus). */
#ifndef VANTA_BN254_MSM_H
#define VANTA_BN254_MSM_H

#include "fr.h"
#include "g1.h"

#define MSM_POINTS_MAX 16
/* Odd multiples 1, 3, 5, 7 of each point: width-4 non-adjacent form. */
#define MSM_ODD 4
#define MSM_WIDTH 4
#define MSM_DIGITS 130

/* The low 256 bits of x y. */
INLINE void mul_low(uint64_t z[4], const uint64_t x[4], const uint64_t y[4]) {
    uint64_t t[8];
    limbs_mul_wide(t, x, y);
    for (int i = 0; i < 4; i++) {
        z[i] = t[i];
    }
}

INLINE void sub_low(uint64_t z[4], const uint64_t x[4], const uint64_t y[4]) {
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        z[i] = sub_borrow(x[i], y[i], &borrow);
    }
}

/* Makes a two's complement number its size; true if it was negative. */
INLINE bool take_sign(uint64_t k[4]) {
    if (k[3] >> 63 == 0) {
        return false;
    }
    static const uint64_t zero[4] = {0, 0, 0, 0};
    sub_low(k, zero, k);
    return true;
}

/* k = +-k1 +- lambda k2 (mod r), k1 and k2 below 2^127 */
static UNUSED void glv_split(uint64_t k1[4], bool *negative1, uint64_t k2[4], bool *negative2, const uint64_t k[4]) {
    uint64_t product[8], c1[4], c2[4], t[4];
    limbs_mul_wide(product, k, GLV_G1);
    for (int i = 0; i < 4; i++) {
        c1[i] = product[i + 4];
    }
    limbs_mul_wide(product, k, GLV_G2);
    for (int i = 0; i < 4; i++) {
        c2[i] = product[i + 4];
    }
    mul_low(t, c1, GLV_A1);
    sub_low(k1, k, t);
    mul_low(t, c2, GLV_A2);
    sub_low(k1, k1, t);
    static const uint64_t zero[4] = {0, 0, 0, 0};
    mul_low(t, c1, GLV_B1);
    sub_low(k2, zero, t);
    mul_low(t, c2, GLV_B2);
    sub_low(k2, k2, t);
    *negative1 = take_sign(k1);
    *negative2 = take_sign(k2);
}

/* Width-4 non-adjacent form of a number below 2^128; returns the number of digits. */
static UNUSED int recode(int8_t digit[MSM_DIGITS], const uint64_t k[4], bool negative) {
    uint64_t low = k[0], high = k[1], top = 0;
    int n = 0;
    while ((low | high | top) != 0) {
        int d = 0;
        if (low & 1) {
            d = (int)(low & 15);
            if (d >= 8) {
                d -= 16;
                uint64_t carry = 0;
                low = add_carry(low, (uint64_t)-d, &carry);
                high = add_carry(high, 0, &carry);
                top += carry;
            } else {
                low -= (uint64_t)d;
            }
        }
        digit[n++] = (int8_t)(negative ? -d : d);
        low = low >> 1 | high << 63;
        high = high >> 1 | top << 63;
        top >>= 1;
    }
    return n;
}

/* Odd multiples of n points in affine form. P = 3P = 5P never holds in a group of large prime order. */
OUTLINE void odd_multiples(g1 (*table)[MSM_ODD], const g1 *point, size_t n) {
    g1_jacobian multiple[MSM_POINTS_MAX][MSM_ODD - 1];
    fp z[MSM_POINTS_MAX * (MSM_ODD - 1)], scratch[MSM_POINTS_MAX * (MSM_ODD - 1)];
    for (size_t i = 0; i < n; i++) {
        g1_jacobian twice, p;
        g1_from_affine(&p, &point[i]);
        g1_double(&twice, &p);
        g1_add_affine(&multiple[i][0], &twice, &point[i]);
        for (int j = 1; j < MSM_ODD - 1; j++) {
            g1_add(&multiple[i][j], &multiple[i][j - 1], &twice);
        }
        for (int j = 0; j < MSM_ODD - 1; j++) {
            z[i * (MSM_ODD - 1) + (size_t)j] = multiple[i][j].z;
        }
    }
    fp_inverse_all(z, scratch, n * (MSM_ODD - 1));
    for (size_t i = 0; i < n; i++) {
        table[i][0] = point[i];
        for (int j = 0; j < MSM_ODD - 1; j++) {
            g1_scale(&table[i][j + 1], &multiple[i][j], &z[i * (MSM_ODD - 1) + (size_t)j]);
        }
    }
}

/* Odd multiples of several points, and their multiples by lambda: the same with x scaled by beta. */
typedef struct {
    g1 odd[MSM_POINTS_MAX][MSM_ODD];
    fp beta_x[MSM_POINTS_MAX][MSM_ODD];
} msm_tables;

/* n <= MSM_POINTS_MAX; one inversion for all */
OUTLINE void msm_prepare(msm_tables *tables, const g1 *point, size_t n) {
    odd_multiples(tables->odd, point, n);
    for (size_t i = 0; i < n; i++) {
        for (int j = 0; j < MSM_ODD; j++) {
            fp_mul(&tables->beta_x[i][j], &tables->odd[i][j].x, &GLV_BETA);
        }
    }
}

/* z = sum (low_i + lambda high_i) point_(first + i), halves below 2^128 with signs; first + n <= MSM_POINTS_MAX */
OUTLINE void msm_halves(g1_jacobian *z, const msm_tables *tables, size_t first, const uint64_t (*half)[2][4],
    const bool (*negative)[2], size_t n) {
    int8_t digit[MSM_POINTS_MAX][2][MSM_DIGITS];
    int length[MSM_POINTS_MAX][2], longest = 0;
    for (size_t i = 0; i < n; i++) {
        for (int h = 0; h < 2; h++) {
            length[i][h] = recode(digit[i][h], half[i][h], negative[i][h]);
            longest = length[i][h] > longest ? length[i][h] : longest;
        }
    }
    g1_set_infinity(z);
    for (int position = longest - 1; position >= 0; position--) {
        g1_double(z, z);
        for (size_t i = 0; i < n; i++) {
            for (int h = 0; h < 2; h++) {
                int d = position < length[i][h] ? digit[i][h][position] : 0;
                if (d == 0) {
                    continue;
                }
                int entry = (d > 0 ? d : -d) / 2;
                g1 p = tables->odd[first + i][entry];
                if (h == 1) {
                    p.x = tables->beta_x[first + i][entry];
                }
                if (d < 0) {
                    fp_neg(&p.y, &p.y);
                }
                g1_add_affine(z, z, &p);
            }
        }
    }
}

/* z = sum scalar_i point_i; n <= MSM_POINTS_MAX */
OUTLINE void msm(g1_jacobian *z, const g1 *point, const fr *scalar, size_t n) {
    uint64_t half[MSM_POINTS_MAX][2][4];
    bool negative[MSM_POINTS_MAX][2];
    for (size_t i = 0; i < n; i++) {
        uint64_t k[4];
        fr_to_integer(k, &scalar[i]);
        glv_split(half[i][0], &negative[i][0], half[i][1], &negative[i][1], k);
    }
    msm_tables tables;
    msm_prepare(&tables, point, n);
    msm_halves(z, &tables, 0, (const uint64_t(*)[2][4])half, (const bool(*)[2])negative, n);
}

#endif
