#include "engine.h"

const vanta_engine *vanta_engine_best(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("adx")) {
        /* Both questions include whether the system saves the wide registers. */
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512ifma")) {
            return &vanta_engine_ifma;
        }
        return &vanta_engine_mulx;
    }
#endif
    return &vanta_engine_portable;
}
