/* Any 440 bytes: what decodes must be the same bytes, what does not must leave nothing behind. */
#include <stdlib.h>
#include <string.h>

#include "vanta_envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const VantaJournal zero;
    VantaJournal journal;
    if (size != VANTA_JOURNAL_BYTES) {
        return 0;
    }
    memset(&journal, 0xa5, sizeof journal);
    bool accepted = vanta_journal_decode(&journal, data) == VANTA_OK;
    if (memcmp(&journal, accepted ? (const void *)data : &zero, sizeof journal) != 0) {
        abort();
    }
    return 0;
}
