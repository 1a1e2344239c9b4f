/* Any envelope: reason and answer agree, and a refusal leaves a zeroed journal. */
#include <stdlib.h>
#include <string.h>

#include "vanta_envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const VantaJournal zero;
    VantaJournal journal, again;
    memset(&journal, 0xa5, sizeof journal);
    vanta_status status = vanta_envelope_verify(&journal, data, size);
    bool accepted = vanta_verify_and_decode(data, size, &again);
    if (accepted != (status == VANTA_OK) || memcmp(&journal, &again, sizeof journal) != 0) {
        abort();
    }
    if (!accepted && memcmp(&journal, &zero, sizeof journal) != 0) {
        abort();
    }
    return 0;
}
