/* RISC Zero checks on a chosen engine, for tests. */
#ifndef VANTA_SRC_RISC0_H
#define VANTA_SRC_RISC0_H

#include "../engine.h"
#include "vanta_risc0.h"

vanta_status vanta_risc0_verify_on(const vanta_engine *engine, const uint8_t *image_id, const uint8_t *journal,
    size_t journal_len, const uint8_t *seal, size_t seal_len);

#endif
