/*
 * A Groth16 key whose secret the tests know, so that they can prove any statement about any journal. Its selector is
 * 7e577e57; it exists in test builds alone.
 */
#ifndef VANTA_TESTS_TRAPDOOR_H
#define VANTA_TESTS_TRAPDOOR_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TRAPDOOR_PROOF_BYTES 260

/* The program the test build's envelopes are pinned to (tests/CMakeLists.txt). */
extern const uint8_t trapdoor_program[32];

/* The key in the words of keys.txt. */
void trapdoor_write_key(FILE *out);

/* A proof as bytes() gives it; another seed gives another proof of the same statement. */
void trapdoor_prove(uint8_t proof[TRAPDOOR_PROOF_BYTES], const uint8_t program_vkey[32], const uint8_t *public_values,
    size_t public_values_len, unsigned seed);

#endif
