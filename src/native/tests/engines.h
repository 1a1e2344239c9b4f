/* Every engine this processor can run, and plain C without any assembly. */
#ifndef VANTA_TESTS_ENGINES_H
#define VANTA_TESTS_ENGINES_H

#include "../src/engine.h"

/* engine.c built with VANTA_PLAIN_C: what other processors than x86-64 run. */
extern const vanta_engine vanta_engine_plain;

#define ENGINES_MAX 4

static inline size_t engines_here(const vanta_engine *engines[ENGINES_MAX]) {
    size_t n = 0;
    engines[n++] = &vanta_engine_plain;
    engines[n++] = &vanta_engine_portable;
#if defined(__x86_64__)
    if (vanta_engine_best() == &vanta_engine_ifma) {
        engines[n++] = &vanta_engine_mulx;
    }
#endif
    if (vanta_engine_best() != &vanta_engine_portable) {
        engines[n++] = vanta_engine_best();
    }
    return n;
}

#endif
