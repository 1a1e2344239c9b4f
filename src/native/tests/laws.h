/* What the tests of laws share: counting failures, and values hashed from a counter. */
#ifndef VANTA_TESTS_LAWS_H
#define VANTA_TESTS_LAWS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/bn254/msm.h"
#include "../src/bn254/pairing.h"
#include "../src/sha256.h"

#define ROUNDS 40

static unsigned failures;

static inline void expect(const char *what, bool ok) {
    if (!ok) {
        failures++;
        printf("FAILED %s\n", what);
    }
}

static inline void random_bytes(uint8_t out[32]) {
    static uint32_t counter;
    counter++;
    vanta_sha256_of(out, &counter, sizeof counter);
}

static inline void random_fp(fp *z) {
    uint8_t b[32];
    do {
        random_bytes(b);
        b[0] &= 0x3f;
    } while (!fp_from_bytes(z, b));
}

static inline void random_fr(fr *z) {
    uint8_t b[32];
    random_bytes(b);
    fr_from_bytes_reduced(z, b);
}

static inline void random_fp2(fp2 *z) {
    random_fp(&z->re);
    random_fp(&z->im);
}

static inline void random_fp12(fp12 *z) {
    fp2 *c[] = {&z->a.a, &z->a.b, &z->a.c, &z->b.a, &z->b.b, &z->b.c};
    for (int i = 0; i < 6; i++) {
        random_fp2(c[i]);
    }
}

static inline int laws_result(void) {
    printf("%u failures\n", failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
