/*
 * program key 32 || length of public values 1 || public values || proof: the engines agree, alone and in batches of three
 * and of nine, which an engine may check differently.
 */
#include <stdlib.h>

#include "../src/sp1/sp1.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 33 || size < 33 + (size_t)data[32]) {
        return 0;
    }
    size_t values_len = data[32];
    const vanta_sp1_item item = {data, data + 33, values_len, data + 33 + values_len, size - 33 - values_len};
    vanta_status portable = vanta_sp1_verify_on(&vanta_engine_portable, &item);
    vanta_status best = vanta_sp1_verify_on(vanta_engine_best(), &item);
    if (portable != best) {
        abort();
    }
    vanta_sp1_item copies[9];
    vanta_status statuses[9];
    for (size_t i = 0; i < 9; i++) {
        copies[i] = item;
    }
    for (size_t n = 3; n <= 9; n += 6) {
        (void)vanta_sp1_verify_batch(statuses, copies, n);
        for (size_t i = 0; i < n; i++) {
            if (statuses[i] != best) {
                abort();
            }
        }
    }
    return 0;
}
