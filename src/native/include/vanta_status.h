/*
 * The reason a proof was refused. Every reason is a number that never changes its meaning; new ones are added at the end.
 */
#ifndef VANTA_STATUS_H
#define VANTA_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

typedef enum {
    /* The proof holds. */
    VANTA_OK = 0,
    /* A pointer is NULL whose bytes are wanted. */
    VANTA_NULL_ARGUMENT = 1,
    /* A length is not the one its format prescribes: truncated, or trailing bytes. */
    VANTA_BAD_LENGTH = 2,
    /* The envelope's first byte names no proof system this build accepts. */
    VANTA_UNKNOWN_SYSTEM = 3,
    /* The first four bytes of the proof name no verification key of this build. */
    VANTA_UNKNOWN_SELECTOR = 4,
    /* The envelope names one system, the selector of its proof another. */
    VANTA_SYSTEM_MISMATCH = 5,
    /* A coordinate is p or more, or a claimed evaluation is r or more. */
    VANTA_NOT_CANONICAL = 6,
    /* A point of the proof is the point at infinity (all zero). */
    VANTA_AT_INFINITY = 7,
    /* A point does not satisfy its curve's equation. */
    VANTA_NOT_ON_CURVE = 8,
    /* A point on the twist lies outside the subgroup of order r. */
    VANTA_NOT_IN_SUBGROUP = 9,
    /* A public input (program key, nonce) is r or more. */
    VANTA_INPUT_OUT_OF_RANGE = 10,
    /* The header of the proof says that the program did not end with exit code 0. */
    VANTA_EXIT_CODE = 11,
    /* The header of the proof names another root of recursion keys than the circuit's own. */
    VANTA_VK_ROOT = 12,
    /* The last equation does not hold: the proof proves something else, or nothing. */
    VANTA_PAIRING_MISMATCH = 13,
    /* A challenge of the PLONK transcript falls where the equations divide by zero, or a sum of points is infinity. */
    VANTA_DEGENERATE_CHALLENGE = 14,
    /* This build has no program key pinned, so no envelope can be accepted. */
    VANTA_NO_PROGRAM = 15,
    /* The journal counts more than four inputs, nullifiers or commitments. */
    VANTA_JOURNAL_COUNT = 16,
    /* A slot of the journal beyond its count is not zero. */
    VANTA_JOURNAL_SLOT = 17,
    /* The four bytes of padding in the journal are not zero. */
    VANTA_JOURNAL_PADDING = 18
} vanta_status;

/* Number of reasons above: a vanta_status is below it. */
#define VANTA_STATUS_COUNT 19

/*
 * Words a reason, in English, without a full stop.
 * Returns: a constant string, never NULL; "unknown status" for a number that is none of the above.
 */
const char *vanta_status_text(vanta_status status);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
