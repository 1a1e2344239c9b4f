#include "ifma.h"

#include <string.h>

#include "bn254/ifma_miller.h"

#define GROUPS_MAX ((IFMA_PAIRS_MAX + LANES - 1) / LANES)

static size_t in_group(size_t n, size_t first) { return n - first < LANES ? n - first : LANES; }

void vanta_ifma_multiples(g1_jacobian *z, const g1 *p, const uint8_t (*digit)[WEIGHT_DIGITS], size_t n) {
    for (size_t first = 0; first < n; first += LANES) {
        size_t count = in_group(n, first);
        uint8_t across[WEIGHT_DIGITS][LANES];
        for (size_t lane = 0; lane < LANES; lane++) {
            for (int i = 0; i < WEIGHT_DIGITS; i++) {
                across[i][lane] = digit[first + (lane < count ? lane : 0)][i];
            }
        }
        fp8 x, y;
        g1x8 multiple;
        fp8_read(&x, &p[first].x, sizeof *p, count);
        fp8_read(&y, &p[first].y, sizeof *p, count);
        g1x8_multiple(&multiple, &x, &y, (const uint8_t(*)[LANES])across);
        fp8_write(&z[first].x, sizeof *z, &multiple.x, count);
        fp8_write(&z[first].y, sizeof *z, &multiple.y, count);
        fp8_write(&z[first].z, sizeof *z, &multiple.z, count);
    }
}

/* The product so far, and room for the next: lines and squares are multiplied from one into the other. */
typedef struct {
    fp12x8 value[2];
    int at;
} running_product;

static void running_line(running_product *f, const line_x8 *chord) {
    fp12x8_mul_line(&f->value[f->at ^ 1], &f->value[f->at], chord);
    f->at ^= 1;
}

static void running_fixed(running_product *f, const fixed_x8 *fixed, size_t index) {
    if (fixed->count > 0) {
        line_x8 chord;
        fixed_x8_line(&chord, fixed, index);
        running_line(f, &chord);
    }
}

static void running_square(running_product *f) {
    fp12x8_sqr(&f->value[f->at ^ 1], &f->value[f->at]);
    f->at ^= 1;
}

typedef struct {
    pairs_x8 group[GROUPS_MAX];
    size_t count;
    /* The lanes of the last group that have a pair; all others are full. */
    __mmask8 last;
} all_pairs;

static void running_group(running_product *f, line_x8 *chord, const all_pairs *pairs, size_t i) {
    if (i + 1 == pairs->count && pairs->last != 0xff) {
        line_x8_keep(chord, pairs->last);
    }
    running_line(f, chord);
}

/* The two last additions: psi(Q) and -psi^2(Q). psi^2 moves x alone, and psi(-psi^2(Q)) is where the loop must end. */
static void running_last_lines(running_product *f, all_pairs *pairs) {
    for (size_t i = 0; i < pairs->count; i++) {
        pairs_x8 *s = &pairs->group[i];
        fp2x8 qx = s->qx, qy = s->qy, qy_negated = s->qy_negated;
        fp8 factor;
        line_x8 chord;
        pairs_x8_psi(s);
        pairs_x8_add(&chord, s, &s->qx, &s->qy, &s->qy_negated);
        running_group(f, &chord, pairs, i);
        fp8_read_every(&factor, &PSI2_X);
        fp2x8_mul_fp(&qx, &qx, &factor);
        pairs_x8_add(&chord, s, &qx, &qy, &qy_negated);
        running_group(f, &chord, pairs, i);
    }
}

void vanta_ifma_miller_loop(fp12 f[IFMA_LANES], g2_projective *end, const g1_jacobian *p, const g2 *q, size_t n,
    const fixed_pair *fixed, size_t fixed_count) {
    all_pairs pairs;
    fixed_x8 constants;
    running_product value;
    fp2x8 twist_3b;
    line_x8 chord;
    size_t index = 0;
    pairs.count = (n + LANES - 1) / LANES;
    pairs.last = (__mmask8)(0xff >> (pairs.count * LANES - n));
    fp2x8_read(&twist_3b, &TWIST_3B, 0, LANES);
    for (size_t i = 0; i < pairs.count; i++) {
        pairs_x8_read(&pairs.group[i], p + i * LANES, q + i * LANES, in_group(n, i * LANES));
    }
    constants.count = 0;
    if (fixed_count > 0) {
        fixed_x8_read(&constants, fixed, fixed_count);
    }
    value.at = 0;
    fp12x8_one(&value.value[0]);
    for (int digit = ATE_DIGITS - 2; digit >= 0; digit--) {
        if (digit != ATE_DIGITS - 2) {
            running_square(&value);
        }
        for (size_t i = 0; i < pairs.count; i++) {
            pairs_x8_double(&chord, &pairs.group[i], &twist_3b);
            running_group(&value, &chord, &pairs, i);
        }
        running_fixed(&value, &constants, index++);
        if (ATE_NAF[digit] == 0) {
            continue;
        }
        for (size_t i = 0; i < pairs.count; i++) {
            pairs_x8 *s = &pairs.group[i];
            bool minus = ATE_NAF[digit] < 0;
            pairs_x8_add(&chord, s, &s->qx, minus ? &s->qy_negated : &s->qy, minus ? &s->qy : &s->qy_negated);
            running_group(&value, &chord, &pairs, i);
        }
        running_fixed(&value, &constants, index++);
    }
    running_last_lines(&value, &pairs);
    running_fixed(&value, &constants, index++);
    running_fixed(&value, &constants, index);
    fp12x8_write(f, &value.value[value.at]);
    for (size_t i = 0; i < pairs.count; i++) {
        const pairs_x8 *s = &pairs.group[i];
        size_t count = in_group(n, i * LANES);
        g2_projective *to = end + i * LANES;
        fp2x8_write(&to->x, sizeof *end, &s->tx, count);
        fp2x8_write(&to->y, sizeof *end, &s->ty, count);
        fp2x8_write(&to->z, sizeof *end, &s->tz, count);
    }
}
