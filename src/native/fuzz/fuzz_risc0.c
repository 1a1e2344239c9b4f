/* image id 32 || length of journal 1 || journal || seal: the engines agree. */
#include <stdlib.h>

#include "../src/risc0/risc0.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 33 || size < 33 + (size_t)data[32]) {
        return 0;
    }
    size_t journal_len = data[32];
    const uint8_t *seal = data + 33 + journal_len;
    size_t seal_len = size - 33 - journal_len;
    vanta_status portable = vanta_risc0_verify_on(&vanta_engine_portable, data, data + 33, journal_len, seal, seal_len);
    vanta_status best = vanta_risc0_verify_on(vanta_engine_best(), data, data + 33, journal_len, seal, seal_len);
    if (portable != best) {
        abort();
    }
    return 0;
}
