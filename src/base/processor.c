/* processor.c - asks the processor, and the environment, once. */
#include "processor.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_int known = PROCESSOR_UNKNOWN;

static enum processor best(void)
{
#if HAVE_AVX2_CODE
    return __builtin_cpu_supports("avx2") ? PROCESSOR_AVX2 : PROCESSOR_PORTABLE;
#else
    return PROCESSOR_PORTABLE;
#endif
}

enum processor processor_kind(void)
{
    int kind = atomic_load_explicit(&known, memory_order_relaxed);
    if (kind == PROCESSOR_UNKNOWN) {
        const char *wish = getenv("CANTREF_PROCESSOR");
        kind = wish != NULL && strcmp(wish, "portable") == 0 ? PROCESSOR_PORTABLE : best();
        atomic_store_explicit(&known, kind, memory_order_relaxed);
    }
    return (enum processor)kind;
}

enum processor processor_pretend(enum processor kind)
{
    atomic_store(&known, kind == PROCESSOR_AVX2 ? best() : kind);
    return processor_kind();
}
