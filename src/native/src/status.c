#include "vanta_status.h"

const char *vanta_status_text(vanta_status status) {
    switch (status) {
    case VANTA_OK: return "the proof holds";
    case VANTA_NULL_ARGUMENT: return "an argument is missing";
    case VANTA_BAD_LENGTH: return "wrong length: truncated or with trailing bytes";
    case VANTA_UNKNOWN_SYSTEM: return "unknown proof system";
    case VANTA_UNKNOWN_SELECTOR: return "unknown selector: no verification key has it";
    case VANTA_SYSTEM_MISMATCH: return "the selector belongs to another proof system than the envelope names";
    case VANTA_NOT_CANONICAL: return "not canonical: a coordinate or evaluation is not below its modulus";
    case VANTA_AT_INFINITY: return "a point is the point at infinity";
    case VANTA_NOT_ON_CURVE: return "a point is not on the curve";
    case VANTA_NOT_IN_SUBGROUP: return "a point is not in the subgroup";
    case VANTA_INPUT_OUT_OF_RANGE: return "a public input is out of range: not below the group order";
    case VANTA_EXIT_CODE: return "the program's exit code is not 0";
    case VANTA_VK_ROOT: return "the root of recursion keys is not the circuit's";
    case VANTA_PAIRING_MISMATCH: return "pairing mismatch: the proof does not prove this statement";
    case VANTA_DEGENERATE_CHALLENGE: return "degenerate challenge in the transcript";
    case VANTA_NO_PROGRAM: return "no program key is pinned in this build";
    case VANTA_JOURNAL_COUNT: return "a count in the journal is above four";
    case VANTA_JOURNAL_SLOT: return "an unused slot of the journal is not zero";
    case VANTA_JOURNAL_PADDING: return "the journal's padding is not zero";
    }
    return "unknown status";
}
