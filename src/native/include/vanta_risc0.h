/*
 * Checks of RISC Zero Groth16 receipts, for tools and tests. Pure, like vanta_sp1.h.
 */
#ifndef VANTA_RISC0_H
#define VANTA_RISC0_H

#include <stddef.h>
#include <stdint.h>

#include "vanta_status.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/*
 * Checks one receipt of a program that halted with exit code 0 and made no assumptions.
 *
 * Returns: VANTA_OK if the receipt holds, otherwise the first reason found.
 * In: image_id:          the program, 32 bytes as the SDK prints them.
 *     journal:           what the program committed; may be NULL if journal_len is 0.
 *     seal:              selector 4 || A 64 || B 128 || C 64, the selector naming the release's verifier parameters.
 *     seal_len:          260.
 */
vanta_status vanta_risc0_verify(
    const uint8_t image_id[32], const uint8_t *journal, size_t journal_len, const uint8_t *seal, size_t seal_len);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
