/* SP1 checks on a chosen engine, for the envelope, tests and benchmarks. */
#ifndef VANTA_SRC_SP1_H
#define VANTA_SRC_SP1_H

#include "../engine.h"
#include "vanta_sp1.h"

/* The circuit the proof's selector names, or NULL. */
const sp1_circuit *vanta_sp1_find(const uint8_t *proof, size_t proof_len);

vanta_status vanta_sp1_verify_on(const vanta_engine *engine, const vanta_sp1_item *item);

vanta_status vanta_sp1_verify_batch_on(
    const vanta_engine *engine, vanta_status *statuses, const vanta_sp1_item *items, size_t count);

#endif
