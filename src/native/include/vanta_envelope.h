/*
 * The check of vanta_verifier.h with its reason, for tools, logs and tests. A node has no use for reasons.
 */
#ifndef VANTA_ENVELOPE_H
#define VANTA_ENVELOPE_H

#include "vanta_status.h"
#include "vanta_verifier.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/*
 * Returns: VANTA_OK where vanta_verify_and_decode answers true, otherwise the first reason found.
 * Out: journal:     the journal if VANTA_OK, all zero otherwise (if not NULL).
 * In:  envelope, envelope_len: see vanta_verifier.h.
 */
vanta_status vanta_envelope_verify(VantaJournal *journal, const uint8_t *envelope, size_t envelope_len);

/*
 * Checks and reads the image of a journal alone, without a proof.
 *
 * Returns: VANTA_OK, VANTA_NULL_ARGUMENT, or one of the VANTA_JOURNAL_ reasons.
 * Out: journal: the journal if VANTA_OK, all zero otherwise.
 * In:  image:   440 bytes.
 */
vanta_status vanta_journal_decode(VantaJournal *journal, const uint8_t image[VANTA_JOURNAL_BYTES]);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
