/*
 * The weights of a batch: numbers a + b lambda of 34 digits to the base 4, hashed from everything the batch is about.
 * lambda multiplies a point by moving it along its curve's endomorphism, so a weight costs a point half the doublings.
 *
 * A digit is one of +-1, +-lambda, +-lambda^2 or one of these times 1 - lambda. Modulo 4 those are the twelve numbers of
 * Z[lambda] that are not even, each once. So two weights are the same only if all their digits are; and no weight, and no
 * sum on the way to it, is zero or plus or minus the digit added next, so that incomplete addition formulas meet no
 * exception. Weights are below 2^68 in size, and two of them are different modulo r as well.
 */
#ifndef VANTA_WEIGHTS_H
#define VANTA_WEIGHTS_H

#include <string.h>

#include "bn254/fr.h"
#include "engine.h"
#include "sha256.h"

#define WEIGHT_DIGITS 34

/* Digit 6t + 3s + j stands for (1 - lambda)^t (-1)^s lambda^j. */
#define WEIGHT_TIMES_ONE_MINUS_LAMBDA(digit) ((digit) / 6)
#define WEIGHT_NEGATIVE(digit) ((digit) / 3 % 2)
#define WEIGHT_POWER_OF_LAMBDA(digit) ((digit) % 3)

/* Each weight as its digits from the highest, as a and b by size and sign, and modulo r; the sums of all a and all b. */
typedef struct {
    uint8_t digit[GROTH16_BATCH_MAX][WEIGHT_DIGITS];
    uint64_t half[GROTH16_BATCH_MAX][2][4];
    bool negative[GROTH16_BATCH_MAX][2];
    fr weight[GROTH16_BATCH_MAX];
    uint64_t sum[2][2];
    bool sum_negative[2];
} batch_weights;

static UNUSED uint64_t read_u64(const uint8_t *b) {
    uint64_t v = 0;
    for (int i = 0; i < 8; i++) {
        v = v << 8 | b[i];
    }
    return v;
}

/* 17 digits to the base 12 of a number of 64 bits: no combination is likelier than 9 / 2^64 = 2^-60.8. */
static UNUSED void draw_digits(uint8_t digit[WEIGHT_DIGITS / 2], uint64_t number) {
    for (int i = 0; i < WEIGHT_DIGITS / 2; i++) {
        digit[i] = (uint8_t)(number % 12);
        number /= 12;
    }
}

/* a + b lambda of the digits 0 to 2 and 6 to 8. */
static const int8_t DIGIT_VALUE[2][3][2] = {{{1, 0}, {0, 1}, {-1, -1}}, {{1, -1}, {1, 2}, {-2, -1}}};

/* The size of a two's complement number; says whether it was negative. */
static UNUSED bool wide_size(uint64_t size[2], wide_t x) {
    bool negative = x >> 127 != 0;
    wide_t positive = negative ? 0 - x : x;
    size[0] = (uint64_t)positive;
    size[1] = (uint64_t)(positive >> 64);
    return negative;
}

static UNUSED void weigh(batch_weights *w, size_t i, wide_t sum[2]) {
    wide_t value[2] = {0, 0};
    for (int j = 0; j < WEIGHT_DIGITS; j++) {
        unsigned digit = w->digit[i][j];
        const int8_t *unit = DIGIT_VALUE[WEIGHT_TIMES_ONE_MINUS_LAMBDA(digit)][WEIGHT_POWER_OF_LAMBDA(digit)];
        for (int h = 0; h < 2; h++) {
            wide_t d = (wide_t)(int64_t)unit[h];
            value[h] = 4 * value[h] + (WEIGHT_NEGATIVE(digit) ? 0 - d : d);
        }
    }
    fr part[2];
    for (int h = 0; h < 2; h++) {
        sum[h] += value[h];
        memset(w->half[i][h], 0, sizeof w->half[i][h]);
        w->negative[i][h] = wide_size(w->half[i][h], value[h]);
        fr_from_integer(&part[h], w->half[i][h]);
        if (w->negative[i][h]) {
            fr_neg(&part[h], &part[h]);
        }
    }
    fr_mul(&part[1], &part[1], &GLV_LAMBDA);
    fr_add(&w->weight[i], &part[0], &part[1]);
}

static UNUSED void hash_limbs(vanta_sha256 *sha, const uint64_t k[4]) {
    uint8_t b[32];
    limbs_to_bytes(b, k);
    vanta_sha256_add(sha, b, sizeof b);
}

static UNUSED void draw_weights(batch_weights *w, const groth16_statement *const *s, size_t n) {
    static const char domain[] = "Vanta/Groth16Batch/v2";
    vanta_sha256 sha;
    uint8_t block[40];
    wide_t sum[2] = {0, 0};
    memset(block, 0, sizeof block);
    vanta_sha256_init(&sha);
    vanta_sha256_add(&sha, domain, sizeof domain - 1);
    for (size_t i = 0; i < n; i++) {
        hash_limbs(&sha, s[i]->constant->x.l);
        hash_limbs(&sha, s[i]->input[0]);
        hash_limbs(&sha, s[i]->input[1]);
        hash_limbs(&sha, s[i]->nonce);
        vanta_sha256_add(&sha, s[i]->proof, GROTH16_PROOF_BYTES);
    }
    vanta_sha256_end(&sha, block);
    for (size_t i = 0; i < n; i++) {
        uint8_t digest[32];
        block[39] = (uint8_t)i;
        vanta_sha256_of(digest, block, sizeof block);
        draw_digits(w->digit[i], read_u64(digest));
        draw_digits(w->digit[i] + WEIGHT_DIGITS / 2, read_u64(digest + 8));
        weigh(w, i, sum);
    }
    for (int h = 0; h < 2; h++) {
        w->sum_negative[h] = wide_size(w->sum[h], sum[h]);
    }
}

#endif
