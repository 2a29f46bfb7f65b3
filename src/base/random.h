/* random.h - seeded, reproducible numbers; never for secrets. xoshiro256** (Blackman & Vigna
 * 2018). */
#ifndef CANTREF_BASE_RANDOM_H
#define CANTREF_BASE_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state[4];
};

/* random_seed - a generator whose numbers follow from seed alone, the same on every machine. */
struct random random_seed(uint64_t seed);
/* random_next - the next 64 bits. */
uint64_t random_next(struct random *random);
/* random_below - uniform in [0, bound), bound > 0, without bias (Lemire 2019). */
uint64_t random_below(struct random *random, uint64_t bound);
/* random_unit - uniform in [0, 1). */
double random_unit(struct random *random);

#endif
