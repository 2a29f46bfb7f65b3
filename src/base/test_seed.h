/* test_seed.h - the seed of a test that draws at random: new on every run, printed, and repeatable
 * with CANTREF_SEED=N. For tests only. */
#ifndef CANTREF_BASE_TEST_SEED_H
#define CANTREF_BASE_TEST_SEED_H

#include "str.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* test_seed - the seed to use, said on standard output in a line that TAP takes for a comment. */
static inline uint64_t test_seed(void)
{
    const char *given = getenv("CANTREF_SEED");
    uint64_t seed = (uint64_t)time(NULL);
    if (given != NULL && !str_to_uint(str_of(given), UINT64_MAX, &seed)) {
        printf("# CANTREF_SEED is not a whole number; not used\n");
    }
    printf("# CANTREF_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

#endif
