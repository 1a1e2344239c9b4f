/* SHA-256 (FIPS 180-4) over a state of the caller's. */
#ifndef VANTA_SHA256_H
#define VANTA_SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
} vanta_sha256;

void vanta_sha256_init(vanta_sha256 *sha);
/* data may be NULL if len is 0. */
void vanta_sha256_add(vanta_sha256 *sha, const void *data, size_t len);
void vanta_sha256_end(vanta_sha256 *sha, uint8_t digest[32]);
/* The compression function alone, by the processor's own rounds where it has them: one block of 64 bytes into a state. */
void vanta_sha256_block(uint32_t state[8], const uint8_t block[64]);
void vanta_sha256_of(uint8_t digest[32], const void *data, size_t len);

#endif
