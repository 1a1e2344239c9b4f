/* Clocks in milliseconds. Include first: it asks for POSIX. */
#ifndef VANTA_BENCH_STOPWATCH_H
#define VANTA_BENCH_STOPWATCH_H

#define _POSIX_C_SOURCE 200809L
#include <time.h>

static inline double clock_ms(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline double now(void) { return clock_ms(CLOCK_MONOTONIC); }

/* What the process has used: unlike the wall's, its differences mean something on a busy machine. */
static inline double cpu_now(void) { return clock_ms(CLOCK_PROCESS_CPUTIME_ID); }

#endif
